//! Instructions that no guest function needs.

use iced_x86::{Code, FlowControl, Instruction, Mnemonic, OpKind, Register};

/// Why an instruction must not stand in guest code.
pub fn forbidden(instruction: &Instruction) -> Option<String> {
    if instruction.is_invalid() {
        return Some(format!("an invalid instruction at {:#x}", instruction.ip()));
    }
    let segment = |r: Register| r.is_segment_register();
    let explicit = matches!(instruction.segment_prefix(), Register::FS | Register::GS)
        || matches!(instruction.memory_segment(), Register::FS | Register::GS)
        || (0..instruction.op_count()).any(|i| {
            instruction.op_kind(i) == OpKind::Register && segment(instruction.op_register(i))
        });
    let name = format!("{:?} at {:#x}", instruction.mnemonic(), instruction.ip());
    if explicit {
        return Some(format!("a segment register in {name}"));
    }
    let special = (0..instruction.op_count()).any(|i| {
        instruction.op_kind(i) == OpKind::Register && {
            let r = instruction.op_register(i);
            r.is_cr() || r.is_dr() || r.is_tr()
        }
    });
    let system = instruction.is_privileged()
        || special
        || matches!(
            instruction.flow_control(),
            FlowControl::Interrupt | FlowControl::XbeginXabortXend
        )
        || instruction.is_call_far()
        || instruction.is_jmp_far()
        || matches!(instruction.code(), Code::Retfd | Code::Retfq | Code::Retfw)
        || SYSTEM.contains(&instruction.mnemonic());
    system.then(|| format!("a system instruction, {name}"))
}

/// Those that are not privileged, and yet leave the machine that Wasm knows: the kernel, clocks, randomness,
/// the processor's identity and state.
const SYSTEM: &[Mnemonic] = &[
    Mnemonic::Syscall,
    Mnemonic::Sysenter,
    Mnemonic::Sysexit,
    Mnemonic::Sysret,
    Mnemonic::Int,
    Mnemonic::Int1,
    Mnemonic::Into,
    Mnemonic::In,
    Mnemonic::Out,
    Mnemonic::Insb,
    Mnemonic::Insw,
    Mnemonic::Insd,
    Mnemonic::Outsb,
    Mnemonic::Outsw,
    Mnemonic::Outsd,
    Mnemonic::Cpuid,
    Mnemonic::Rdtsc,
    Mnemonic::Rdtscp,
    Mnemonic::Rdpmc,
    Mnemonic::Rdpid,
    Mnemonic::Rdrand,
    Mnemonic::Rdseed,
    Mnemonic::Rdfsbase,
    Mnemonic::Rdgsbase,
    Mnemonic::Wrfsbase,
    Mnemonic::Wrgsbase,
    Mnemonic::Rdpkru,
    Mnemonic::Wrpkru,
    Mnemonic::Xgetbv,
    Mnemonic::Xsetbv,
    Mnemonic::Xsave,
    Mnemonic::Xsave64,
    Mnemonic::Xrstor,
    Mnemonic::Xrstor64,
    Mnemonic::Sgdt,
    Mnemonic::Sidt,
    Mnemonic::Sldt,
    Mnemonic::Str,
    Mnemonic::Smsw,
    Mnemonic::Vmcall,
    Mnemonic::Vmfunc,
    Mnemonic::Vmmcall,
    Mnemonic::Enclu,
    Mnemonic::Monitorx,
    Mnemonic::Mwaitx,
    Mnemonic::Umonitor,
    Mnemonic::Umwait,
    Mnemonic::Tpause,
    Mnemonic::Cli,
    Mnemonic::Sti,
    Mnemonic::Hlt,
    Mnemonic::Iretq,
    Mnemonic::Iretd,
    Mnemonic::Iret,
];

#[cfg(test)]
mod tests {
    use super::*;
    use iced_x86::{Decoder, DecoderOptions};

    fn check(bytes: &[u8]) -> Option<String> {
        let mut decoder = Decoder::with_ip(64, bytes, 0x1000, DecoderOptions::NONE);
        forbidden(&decoder.decode())
    }

    #[test]
    fn instructions() {
        for (bytes, word) in [
            (&[0x0F, 0x05][..], "system"),                            // syscall
            (&[0xCD, 0x80], "system"),                                // int 0x80
            (&[0xCC], "system"),                                      // int3
            (&[0x0F, 0x31], "system"),                                // rdtsc
            (&[0x0F, 0xA2], "system"),                                // cpuid
            (&[0xEC], "system"),                                      // in al, dx
            (&[0xF4], "system"),                                      // hlt
            (&[0x0F, 0x20, 0xC0], "system"),                          // mov rax, cr0
            (&[0xF3, 0x48, 0x0F, 0xAE, 0xC0], "system"),              // rdfsbase rax
            (&[0x48, 0xCB], "system"),                                // retfq
            (&[0x0F, 0x01, 0xEF], "system"),                          // wrpkru
            (&[0x64, 0x48, 0x8B, 0x04, 0x25, 0, 0, 0, 0], "segment"), // mov rax, fs:[0]
            (&[0x65, 0x8A, 0x00], "segment"),                         // mov al, gs:[rax]
            (&[0x8E, 0xD8], "segment"),                               // mov ds, eax
            (&[0x06], "invalid"),
        ] {
            let found = check(bytes);
            assert!(
                found.as_ref().is_some_and(|f| f.contains(word)),
                "{bytes:02x?}: {found:?}"
            );
        }
        for bytes in [
            &[0x48, 0x89, 0xC8][..],   // mov rax, rcx
            &[0x0F, 0x0B],             // ud2
            &[0xF3, 0x0F, 0x1E, 0xFA], // endbr64
            &[0xF2, 0x0F, 0x51, 0xC0], // sqrtsd xmm0, xmm0
            &[0xC3],                   // ret
        ] {
            assert_eq!(check(bytes), None, "{bytes:02x?}");
        }
    }
}
