//! The ways to be a host.
#![forbid(unsafe_code)]

use include_wasm::wasi::{Buffer, Errno, HasWasi, Preview1, WasiCtx};
use include_wasm::{
    CatchAll, Dynamic, DynamicHost, GuestState, ImportInfo, Trap, TrapCode, ValType, Value,
};
use test_wasi::{all, dynamic, hello, reactor};

/// A device that can do nothing but print.
#[derive(Default)]
struct Device(Vec<u8>);

impl Preview1 for Device {
    fn fd_write(
        &mut self,
        guest: &mut dyn GuestState,
        _fd: i32,
        iovs: i32,
        iovs_len: i32,
        nwritten: i32,
    ) -> Result<i32, Trap> {
        let memory = guest
            .memory_mut(0)
            .ok_or_else(|| Trap::message("no memory"))?;
        let mut total = 0;
        for i in 0..iovs_len {
            let [ptr, len] = memory.read::<[u32; 2]>(iovs + 8 * i)?;
            self.0.extend_from_slice(memory.slice(ptr, len)?);
            total += len;
        }
        memory.write(nwritten, total)?;
        Ok(0)
    }
}

#[test]
fn one_function_is_enough() {
    let mut m = hello::Instance::new(Device::default()).unwrap();
    // A C program that gets no arguments ends with EX_OSERR.
    assert_eq!(m.start().unwrap(), 71);
    let mut m = all::Instance::new(Device::default()).unwrap();
    m.memory_mut().write(0, [[16, 5], [21, 2]]).unwrap();
    m.memory_mut().write_slice(16, b"hello!\n").unwrap();
    assert_eq!(m.fd_write(1, 0, 2, 8).unwrap(), 0);
    assert_eq!(m.imports().0, b"hello!\n");
    assert_eq!(m.fd_read(0, 0, 1, 8).unwrap(), Errno::NOSYS.to_i32());
    assert_eq!(m.proc_exit(3).unwrap_err().exit_status(), Some(3));
}

/// A host with more than WASI, that lends it.
struct Host<'a> {
    wasi: &'a mut WasiCtx,
}

impl HasWasi for Host<'_> {
    fn wasi(&mut self) -> &mut WasiCtx {
        self.wasi
    }
}

#[test]
fn a_world_can_be_lent() {
    let mut wasi = WasiCtx::builder()
        .args(["hello", "x"])
        .stdout(Buffer::new())
        .build();
    for _ in 0..2 {
        let host = Host { wasi: &mut wasi };
        assert_eq!(hello::Instance::new(host).unwrap().start().unwrap(), 40);
    }
    let stdout = wasi.stdout_mut::<Buffer>().unwrap().take();
    let text = String::from_utf8(stdout).unwrap();
    assert_eq!(text.matches("argument 1: x\n").count(), 2, "{text}");
}

/// Answers with the number of the call.
#[derive(Default)]
struct Counter(Vec<String>);

impl DynamicHost for Counter {
    fn call(
        &mut self,
        _guest: &mut dyn GuestState,
        import: ImportInfo,
        args: &[Value],
        results: &[ValType],
    ) -> Result<Vec<Value>, Trap> {
        self.0.push(format!("{import}/{}", args.len()));
        let count = Value::I32(self.0.len() as i32);
        Ok(results.iter().map(|_| count).collect())
    }
}

#[test]
fn by_name() {
    let mut host = Counter::default();
    let mut m = dynamic::Instance::new(CatchAll(&mut host)).unwrap();
    let args = [1, 2, 3, 4].map(Value::I32);
    let results = m.call("fd_write", &args).unwrap();
    assert_eq!(results[0].i32(), Some(1));
    let results = m.call("sched_yield", &[]).unwrap();
    assert_eq!(results[0].i32(), Some(2));
    m.call("proc_exit", &[Value::I32(0)]).unwrap();
    let names = ["fd_write/4", "sched_yield/0", "proc_exit/1"];
    assert_eq!(host.0, names.map(|n| format!("wasi_snapshot_preview1.{n}")));
}

#[test]
fn a_reactor_is_initialised_once() {
    let mut m = reactor::Instance::new(WasiCtx::new()).unwrap();
    for _ in 0..3 {
        assert_eq!(m.work().unwrap(), 1);
    }
    let snapshot = m.guest().clone();
    let mut m = reactor::Instance::from_guest(WasiCtx::new(), snapshot);
    assert_eq!(m.work().unwrap(), 1);
}

/// A clock that stops whoever waits, as an interrupt does.
#[test]
fn waiting_can_be_interrupted() {
    let interrupt = include_wasm::Interrupt::new();
    interrupt.trigger();
    let clock = include_wasm::wasi::SystemClock::new().interrupt(interrupt);
    let mut m = all::Instance::new(WasiCtx::builder().clock(clock).build()).unwrap();
    m.memory_mut()
        .write(0, [7_u64, 0, 1, u64::MAX, 0, 0])
        .unwrap();
    let trap = m.poll_oneoff(0, 64, 1, 128).unwrap_err();
    assert_eq!(trap.code(), TrapCode::Interrupt);
}
