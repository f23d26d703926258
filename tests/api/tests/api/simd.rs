//! Vectors in every place where a value may be.

use include_wasm::{
    include_wasm, CallError, CatchAll, Dynamic, DynamicHost, GuestState, ImportInfo, Limits, Trap,
    TrapCode, ValType, Value, V128,
};

include_wasm! {
    mod guest = inline r#"(module
        (import "env" "mix" (func $mix (param v128 i32) (result v128 v128)))
        (import "env" "seed" (global $seed v128))
        (memory (export "memory") 1)
        (type $pair (func (param v128 v128) (result v128)))
        (table funcref (elem $sum $difference $mixed))
        (global (export "constant") v128 (v128.const i32x4 1 -2 3 -4))
        (global (export "copy") v128 (global.get $seed))
        (global $last (export "last") (mut v128) (v128.const i64x2 5 6))
        (func $sum (type $pair) (i8x16.add (local.get 0) (local.get 1)))
        (func $difference (type $pair) (i8x16.sub (local.get 0) (local.get 1)))
        (func $mixed (type $pair)
            (call $mix (local.get 0) (i32.const 1))
            (i64x2.add)
            (v128.xor (local.get 1)))
        (func (export "apply") (param i32 v128 v128) (result v128)
            (global.set $last (local.get 1))
            (call_indirect (type $pair) (local.get 1) (local.get 2) (local.get 0)))
        (func (export "halves") (param v128) (result v128 i64 v128)
            (v128.and (local.get 0) (v128.const i64x2 -1 0))
            (i64x2.extract_lane 1 (local.get 0))
            (v128.and (local.get 0) (v128.const i64x2 0 -1)))
        (func (export "store") (param i32 v128) (v128.store (local.get 0) (local.get 1)))
        (func (export "lane") (param i32 v128) (v128.store16_lane 5 (local.get 0) (local.get 1)))
        (func (export "zero") (param i32) (result v128) (local v128)
            (block (result v128)
                (br_if 0 (local.get 1) (i32.eqz (local.get 0)))
                (drop)
                (select (global.get $last) (global.get $seed) (local.get 0)))))"#;
}

struct Host;

impl guest::Env for Host {
    fn mix(
        &mut self,
        guest: &mut guest::Guest,
        vector: V128,
        n: i32,
    ) -> Result<(V128, V128), Trap> {
        assert_eq!(guest.last(), vector);
        let lanes = vector.to_i64x2();
        let swapped = V128::from_i64x2([lanes[1], lanes[0]]);
        let all = V128::from_i64x2([i64::from(n); 2]);
        Ok((swapped, all))
    }

    fn seed(&mut self) -> V128 {
        V128::from(7)
    }
}

#[test]
fn typed() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host)?;
    let (a, b) = (V128::from_i8x16([100; 16]), V128::from_i8x16([50; 16]));
    assert_eq!(guest.constant(), V128::from_i32x4([1, -2, 3, -4]));
    assert_eq!(
        (guest.copy(), guest.last()),
        (V128::from(7), V128::from(6 << 64 | 5))
    );
    assert_eq!(guest.apply(0, a, b)?.to_u8x16(), [150; 16]);
    assert_eq!(guest.apply(1, a, b)?.to_u8x16(), [50; 16]);
    let c = V128::from_i64x2([3, 4]);
    assert_eq!(guest.apply(2, c, V128::ZERO)?.to_i64x2(), [5, 4]);
    let trap = guest.apply(3, c, c).unwrap_err();
    assert_eq!(trap.code(), TrapCode::UndefinedElement);
    assert_eq!(guest.halves(c)?, (V128::from(3), 4, V128::from(4 << 64)));
    assert_eq!((guest.zero(0)?, guest.zero(1)?), (V128::ZERO, c));
    guest.set_last(a);
    assert_eq!(guest.zero(1)?, a);
    let snapshot = guest.guest().clone();
    guest.set_last(b);
    assert_eq!((snapshot.last(), guest.last()), (a, b));
    Ok(())
}

#[test]
fn stores_out_of_bounds_write_nothing() -> Result<(), Trap> {
    let mut guest = guest::Instance::new(Host)?;
    let all = V128::from_bytes([0xff; 16]);
    for address in [65521, -1, 65535] {
        let trap = guest.store(address, all).unwrap_err();
        assert_eq!(trap.code(), TrapCode::MemoryOutOfBounds);
    }
    assert!(guest.lane(65535, all).is_err());
    assert_eq!(guest.memory().slice(65520, 16)?, [0; 16]);
    guest.lane(65534, V128::from_u16x8([0, 1, 2, 3, 4, 0x605, 6, 7]))?;
    assert_eq!(guest.memory().slice(65532, 4)?, [0, 0, 5, 6]);
    guest.store(65520, all)?;
    assert_eq!(guest.memory().read::<V128>(65520)?, all);
    Ok(())
}

include_wasm! {
    mod dynamic = inline r#"(module
        (import "env" "twice" (func $twice (param v128) (result v128)))
        (import "env" "seed" (global $seed v128))
        (global (export "state") (mut v128) (global.get $seed))
        (func (export "twice") (param v128 i32) (result v128) (call $twice (local.get 0))))"# {
        dynamic: true,
    }
}

struct Doubler;

impl DynamicHost for Doubler {
    fn call(
        &mut self,
        _: &mut dyn GuestState,
        import: ImportInfo,
        args: &[Value],
        results: &[ValType],
    ) -> Result<Vec<Value>, Trap> {
        assert_eq!((import.name, results), ("twice", &[ValType::V128][..]));
        let [Value::V128(v)] = args else {
            return Err(Trap::message("not a vector"));
        };
        Ok(vec![Value::V128(V128::from(u128::from(*v) * 2))])
    }

    fn global(&mut self, _: ImportInfo, ty: ValType) -> Result<Value, Trap> {
        assert_eq!(ty, ValType::V128);
        Ok(Value::V128(V128::from(9)))
    }
}

#[test]
fn by_name() -> Result<(), CallError> {
    let mut guest = dynamic::Instance::new(CatchAll(Doubler)).map_err(CallError::Trap)?;
    let results = guest.call("twice", &[V128::from(1 << 100).into(), Value::I32(0)])?;
    assert!(matches!(results[..], [Value::V128(v)] if u128::from(v) == 1 << 101));
    assert!(guest
        .call("twice", &[Value::I64(0), Value::I32(0)])
        .is_err());
    let state = guest.global("state");
    assert!(matches!(state, Some(Value::V128(v)) if u128::from(v) == 9));
    Ok(())
}

include_wasm! {
    mod metered = inline r#"(module
        (memory 1 1)
        (func (export "fill") (param i32) (result i32)
            (loop
                (v128.store (local.get 0) (i32x4.splat (local.get 0)))
                (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 16))) (i32.const 65536))))
            (i8x16.bitmask (v128.load8_splat offset=5 (i32.const 65520))))
        (func (export "nan") (param v128) (result v128)
            (f32x4.add (local.get 0) (f32x4.neg (local.get 0)))))"# {
        fuel: true,
        interrupt: true,
        nan: canonical,
        fixed_memory_pages: 1,
    }
}

#[test]
fn with_every_option() -> Result<(), Trap> {
    let mut guest = metered::Instance::with_limits(Limits::new().fuel(1 << 20))?;
    assert_eq!(guest.fill(0)?, 0xffff);
    assert_eq!(
        guest.fill(-16).unwrap_err().code(),
        TrapCode::MemoryOutOfBounds
    );
    let strange = [f32::INFINITY, f32::from_bits(0xff80_0001), 1.0, f32::NAN];
    let bits = guest.nan(V128::from_f32x4(strange))?.to_u32x4();
    assert_eq!(bits, [0x7fc0_0000, 0x7fc0_0000, 0, 0x7fc0_0000]);
    guest.set_fuel(100);
    assert_eq!(guest.fill(0).unwrap_err().code(), TrapCode::OutOfFuel);
    Ok(())
}
