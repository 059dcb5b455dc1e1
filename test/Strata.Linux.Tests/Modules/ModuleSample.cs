using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Text;

namespace Strata.Linux.Tests.Modules;

/// <summary>Builds small ELF files that look like kernel modules.</summary>
internal static class ModuleSample
{
    public const string Info =
        "license=NVIDIA\0firmware=nvidia/535.113.01/gsp_ga10x.bin\0version=535.113.01\0supported=external\0alias=pci:v000010DEd*sv*sd*bc03sc00i00*\0"
        + "srcversion=0123456789ABCDEF0123456\0depends=\0retpoline=Y\0name=nvidia\0vermagic=6.1.0-13-amd64 SMP preempt mod_unload modversions \0"
        + "parm=NVreg_OpenRmEnableUnsupportedGpus:int\0parmtype=NVreg_EnableGpuFirmware:int\0parm=NVreg_EnableGpuFirmware:Use the firmware\0";

    public static byte[] Elf(bool is64 = true, bool isBig = false, string info = Info, int padding = 0)
    {
        var names = Encoding.ASCII.GetBytes("\0.shstrtab\0.modinfo\0.text\0");
        var text = Encoding.UTF8.GetBytes("some=code\0\0" + new string('\x01', padding) + "\0\0");
        var section = Encoding.UTF8.GetBytes(info);
        var head = is64 ? 64 : 52;
        var table = (head + text.Length + section.Length + names.Length + 7) / 8 * 8;
        var entry = is64 ? 64 : 40;
        var file = new byte[table + (4 * entry)];
        "\x7f"u8.CopyTo(file);
        "ELF"u8.CopyTo(file.AsSpan(1));
        file[4] = (byte)(is64 ? 2 : 1);
        file[5] = (byte)(isBig ? 2 : 1);
        Address(file, is64 ? 0x28 : 0x20, table, is64, isBig);
        Half(file, is64 ? 0x3a : 0x2e, entry, isBig);
        Half(file, is64 ? 0x3c : 0x30, 4, isBig);
        Half(file, is64 ? 0x3e : 0x32, 1, isBig);
        text.CopyTo(file, head);
        section.CopyTo(file, head + text.Length);
        names.CopyTo(file, head + text.Length + section.Length);
        Section(file, table + entry, 1, head + text.Length + section.Length, names.Length, is64, isBig);
        Section(file, table + (2 * entry), 11, head + text.Length, section.Length, is64, isBig);
        Section(file, table + (3 * entry), 20, head, text.Length, is64, isBig);
        return file;
    }

    public static byte[] Sign(byte[] module, string signer)
    {
        var signature = Signature(signer);
        var head = new byte[12];
        head[2] = 2;
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(8), signature.Length);
        return [.. module, .. signature, .. head, .. "~Module signature appended~\n"u8];
    }

    private static byte[] Signature(string signer)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.7.2");
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("2.16.840.1.101.3.4.2.3");
                }
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.2.840.113549.1.7.1");
                }
                using (writer.PushSetOf())
                using (writer.PushSequence())
                {
                    WriteSigner(writer, signer);
                }
            }
        }
        return writer.Encode();
    }

    private static void WriteSigner(AsnWriter writer, string signer)
    {
        writer.WriteInteger(1);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("2.5.4.3");
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, signer);
            }
            writer.WriteInteger(0x1234ab);
        }
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.16.840.1.101.3.4.2.3");
        }
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.1.1");
        }
        writer.WriteOctetString(new byte[256]);
    }

    private static void Section(byte[] file, int at, int name, int offset, int size, bool is64, bool isBig)
    {
        Word(file, at, name, isBig);
        Address(file, at + (is64 ? 0x18 : 0x10), offset, is64, isBig);
        Address(file, at + (is64 ? 0x20 : 0x14), size, is64, isBig);
    }

    private static void Address(byte[] file, int at, int value, bool is64, bool isBig)
    {
        if (is64)
        {
            Word(file, isBig ? at + 4 : at, value, isBig);
        }
        else
        {
            Word(file, at, value, isBig);
        }
    }

    private static void Word(byte[] file, int at, int value, bool isBig)
    {
        if (isBig)
        {
            BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        }
    }

    private static void Half(byte[] file, int at, int value, bool isBig)
    {
        if (isBig)
        {
            BinaryPrimitives.WriteInt16BigEndian(file.AsSpan(at), (short)value);
        }
        else
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(at), (short)value);
        }
    }
}
