//! Memory instructions at the edges, and the views of hosts.

use include_wasm::rt::*;
use include_wasm::{ExternRef, GrowthDenied, Limits, MemoryError, PAGE_SIZE, TrapCode};

const PAGE: i32 = PAGE_SIZE as i32;

#[test]
fn loads_and_stores() {
    let m = &mut vec![0; PAGE_SIZE][..];
    assert_eq!(
        i64_store(8, 0x8182_8384_8586_8788_u64 as i64, 0, m),
        Some(())
    );
    assert_eq!(m[8..16], [0x88, 0x87, 0x86, 0x85, 0x84, 0x83, 0x82, 0x81]);
    assert_eq!(i32_load(8, 0, m), Some(0x8586_8788_u32 as i32));
    assert_eq!(i32_load8_s(8, 1, m), Some(0xFFFF_FF87_u32 as i32));
    assert_eq!(i32_load8_u(8, 1, m), Some(0x87));
    assert_eq!(i32_load16_s(8, 1, m), Some(0xFFFF_8687_u32 as i32));
    assert_eq!(i32_load16_u(8, 1, m), Some(0x8687));
    assert_eq!(i64_load(8, 0, m), Some(0x8182_8384_8586_8788_u64 as i64));
    assert_eq!(i64_load8_s(9, 0, m), Some(-0x79));
    assert_eq!(i64_load8_u(9, 0, m), Some(0x87));
    assert_eq!(i64_load16_s(9, 0, m), Some(-0x7979));
    assert_eq!(i64_load16_u(9, 0, m), Some(0x8687));
    assert_eq!(i64_load32_s(9, 0, m), Some(-0x7B7A_7979));
    assert_eq!(i64_load32_u(9, 0, m), Some(0x8485_8687));

    m.fill(0x11);
    assert_eq!(i32_store8(0, 0x1234_5678, 1, m), Some(()));
    assert_eq!(i32_store16(2, 0x1234_5678, 1, m), Some(()));
    assert_eq!(i64_store8(5, 0x1234_5678, 1, m), Some(()));
    assert_eq!(i64_store16(7, 0x1234_5678, 1, m), Some(()));
    assert_eq!(
        i64_store32(10, 0x9ABC_DEF0_1234_5678_u64 as i64, 1, m),
        Some(())
    );
    assert_eq!(
        m[..16],
        [
            0x11, 0x78, 0x11, 0x78, 0x56, 0x11, 0x78, 0x11, 0x78, 0x56, 0x11, 0x78, 0x56, 0x34,
            0x12, 0x11
        ]
    );
    let v = V128::from_i32x4([1, 2, 3, 4]);
    assert_eq!(v128_store(1, v, 2, m), Some(()));
    assert_eq!(v128_load(3, 0, m), Some(v));
}

#[test]
fn bounds() {
    let m = &mut vec![0; PAGE_SIZE][..];
    assert_eq!(i32_load(PAGE - 4, 0, m), Some(0));
    assert_eq!(i32_load(PAGE - 3, 0, m), None);
    assert_eq!(i32_load(0, PAGE as u32 - 3, m), None);
    // The effective address has 33 bits: it does not wrap to 4.
    assert_eq!(i32_load(-4, 8, m), None);
    assert_eq!(i32_load(-1, u32::MAX, m), None);
    assert_eq!(i64_load8_u(PAGE - 1, 0, m), Some(0));
    assert_eq!(i64_load8_u(PAGE, 0, m), None);
    assert_eq!(i32_load8_u(0, 0, &[]), None);
    // A store that does not fit writes nothing, not even what does.
    assert_eq!(i64_store(PAGE - 7, -1, 0, m), None);
    assert!(m.iter().all(|b| *b == 0));
}

#[test]
fn bulk() {
    let m = &mut vec![0; PAGE_SIZE][..];
    assert_eq!(memory_fill(PAGE - 2, 0x1FF, 2, m), Some(()));
    assert_eq!(m[PAGE_SIZE - 3..], [0, 0xFF, 0xFF]);
    assert_eq!(memory_fill(PAGE, 0, 0, m), Some(()), "nothing, at the end");
    assert_eq!(
        memory_fill(PAGE + 1, 0, 0, m),
        None,
        "nothing, beyond the end"
    );
    assert_eq!(memory_fill(1, 7, PAGE, m), None);
    assert_eq!(m[1], 0, "nothing is written");
    assert_eq!(memory_fill(-1, 7, -1, m), None);

    assert_eq!(memory_init(0, 1, 3, b"abcd", m), Some(()));
    assert_eq!(m[..4], *b"bcd\0");
    assert_eq!(memory_init(0, 2, 3, b"abcd", m), None);
    assert_eq!(memory_init(PAGE - 1, 0, 2, b"abcd", m), None);
    let mut data = Data::new(b"abcd");
    assert_eq!(memory_init(0, 0, 4, &data, m), Some(()));

    let all =
        b"\x08\0\0\0\x02\0\0\0xy\x09\0\0\0\x01\0\0\0z\xff\xff\0\0\x02\0\0\0ab\x0a\0\0\0\x01\0\0\0w";
    // The third does not fit; what comes before it is there.
    assert_eq!(memory_init_all(all, m), None);
    assert_eq!(&m[8..11], b"xz\0");
    assert_eq!(memory_init_all(&all[..19], m), Some(()));
    data_drop(&mut data);
    assert_eq!(memory_init(0, 0, 1, &data, m), None);
    assert_eq!(memory_init(0, 0, 0, &data, m), Some(()));

    assert_eq!(memory_copy(1, 0, 4, m), Some(()));
    assert_eq!(m[..5], *b"aabcd");
    assert_eq!(memory_copy(0, 1, 4, m), Some(()));
    assert_eq!(m[..5], *b"abcdd");
    assert_eq!(memory_copy(PAGE - 1, 0, 2, m), None);
    assert_eq!(memory_copy(0, PAGE - 1, 2, m), None);
    assert_eq!(memory_copy(PAGE, PAGE, 0, m), Some(()));
    assert_eq!(memory_copy(PAGE + 1, 0, 0, m), None);
    assert_eq!(memory_copy(0, PAGE + 1, 0, m), None);
    let other = &mut vec![0; 2][..];
    assert_eq!(memory_copy_between(0, 1, 2, other, m), Some(()));
    assert_eq!(other, b"bc");
    assert_eq!(memory_copy_between(0, 1, 3, other, m), None);
}

#[test]
fn growth() {
    let mut m = Memory::new(1, Some(3)).unwrap();
    m.write(PAGE - 1, 7_u8).unwrap();
    assert_eq!(memory_grow(1, &mut m), 1);
    assert_eq!(memory_size(m.bytes()), 2);
    assert_eq!(
        m.read::<u16>(PAGE - 1).unwrap(),
        7,
        "old bytes stay, new ones are 0"
    );
    assert_eq!(memory_grow(2, &mut m), -1);
    assert_eq!(m.growth_denied(), Some(GrowthDenied::Declared));
    assert_eq!(memory_grow(-1, &mut m), -1);
    assert_eq!(memory_grow(0, &mut m), 2);

    let limits = Limits::new().max_memory_pages(2);
    let mut m = Memory::with_limits(0, None, &limits).unwrap();
    assert_eq!((m.pages(), m.max_pages()), (0, 2));
    assert_eq!(m.grow(3), None);
    assert_eq!(m.growth_denied(), Some(GrowthDenied::Limit));
    assert_eq!(m.grow(2), Some(0));

    for (min, max) in [(3, None), (2, Some(1)), (65537, None)] {
        let trap = Memory::with_limits(min, max, &limits).unwrap_err();
        assert_eq!(trap.code(), TrapCode::OutOfMemory);
    }
    let mut fixed = FixedMemory::<PAGE_SIZE>::new().unwrap();
    let m: &mut dyn MemoryView = &mut fixed;
    assert_eq!((m.grow(0), m.grow(1), m.max_pages()), (Some(1), None, 1));
    assert_eq!(memory_grow_fixed(0, m.bytes()), 1);
    assert_eq!(memory_grow_fixed(1, m.bytes()), -1);
    assert!(FixedMemory::<{ 3 * PAGE_SIZE }>::with_limits(&limits).is_err());
}

#[test]
fn page_by_page() {
    let mut m = Memory::new(0, None).unwrap();
    for page in 0..300_u32 {
        assert_eq!(m.grow(1), Some(page));
        m.write(page * 0x1_0000, page + 1).unwrap();
    }
    for page in 0..300_u32 {
        assert_eq!(m.read::<u32>(page * 0x1_0000).unwrap(), page + 1);
    }
    let copy = m.try_clone().unwrap();
    assert!(copy.bytes() == m.bytes() && copy.max_pages() == m.max_pages());
}

#[test]
fn views() {
    let mut m = Memory::new(1, None).unwrap();
    m.write_slice(PAGE - 4, b"a\xFFbc").unwrap();
    assert_eq!(m.slice(PAGE - 2, 2).unwrap(), b"bc");
    assert_eq!(m.slice(PAGE, 0).unwrap(), b"");
    assert_eq!(
        m.slice(PAGE - 2, 3).unwrap_err(),
        MemoryError::OutOfBounds {
            address: 0xFFFE,
            len: 3,
            size: 0x1_0000
        }
    );
    for (address, len) in [
        (u64::MAX, 1),
        (1, u64::MAX),
        (u64::MAX, u64::MAX),
        (0x1_0001, 0),
    ] {
        assert!(m.slice(address, len).is_err());
        assert!(m.slice_mut(address, len).is_err());
        assert!(m.fill(address, len, 0).is_err());
        assert!(m.str(address, len).is_err());
    }
    assert!(m.slice(-1_i64, 1_usize).is_err());
    assert_eq!(
        m.str(PAGE - 4, 4).unwrap_err(),
        MemoryError::Utf8 {
            address: 0xFFFC,
            valid_up_to: 1
        }
    );
    assert_eq!(
        m.c_str(PAGE - 2).unwrap_err(),
        MemoryError::Unterminated { address: 0xFFFE }
    );
    assert!(matches!(m.c_str(-1), Err(MemoryError::OutOfBounds { .. })));
    assert!(m.write(PAGE - 7, [1_u32, 2]).is_err());
    assert_eq!(m.read::<u32>(PAGE - 8).unwrap(), 0, "nothing is written");
    assert!(m.array::<5>(PAGE - 4).is_err());
    m.write(PAGE - 16, [[-1_i16, 2], [3, 4]]).unwrap();
    assert_eq!(
        m.read::<[[i16; 2]; 2]>(PAGE - 16).unwrap(),
        [[-1, 2], [3, 4]]
    );
    assert_eq!(m.read::<[u64; 0]>(PAGE).unwrap(), []);
}

#[test]
fn tables() {
    let cx = &mut Cx::new(&Limits::new(), 0);
    let limits = Limits::new().max_table_elements(4);
    let mut t = Table::<ExternRef>::with_limits(2, None, &limits).unwrap();
    let r = |n| Some(ExternRef::new(n));
    assert!(Table::<ExternRef>::with_limits(5, None, &limits).is_err());
    assert_eq!(table_set(1, r(1), &mut t, cx), Some(()));
    assert_eq!(table_get(1, &t, cx), Some(r(1)));
    assert_eq!(table_get(0, &t, cx), Some(None));
    assert_eq!(table_grow(r(9), 3, &mut t), -1);
    assert_eq!(table_grow(r(9), -1, &mut t), -1);
    assert_eq!(table_grow(r(9), 2, &mut t), 2);
    assert_eq!(table_size(&t), 4);
    assert_eq!(table_fill(2, r(3), 2, &mut t, cx), Some(()));
    assert_eq!(table_copy(0, 1, 3, &mut t, cx), Some(()));
    assert_eq!(t.items(), [r(1), r(3), r(3), r(3)]);
    let mut elem = Elem::new(vec![r(7), None]);
    assert_eq!(table_init(2, 0, 2, &elem, &mut t, cx), Some(()));
    assert_eq!(table_set(0, r(5), &mut t, cx), Some(()));
    assert_eq!(t.items(), [r(5), r(3), r(7), None]);
    let mut u = Table::new(2, None).unwrap();
    assert_eq!(table_copy_between(0, 2, 2, &mut u, &t, cx), Some(()));
    assert_eq!(u.items(), [r(7), None]);

    elem_drop(&mut elem);
    assert_eq!(table_init(4, 0, 0, &elem, &mut t, cx), Some(()));
    type Failure = fn(&mut Table<ExternRef>, &mut Cx) -> Option<()>;
    let failures: [Failure; 9] = [
        |t, cx| table_init(0, 0, 1, &Elem::EMPTY, t, cx),
        |t, cx| table_init(5, 0, 0, &Elem::EMPTY, t, cx),
        |t, cx| table_get(4, t, cx).map(|_| ()),
        |t, cx| table_set(-1, None, t, cx),
        |t, cx| table_fill(3, None, 2, t, cx),
        |t, cx| table_fill(5, None, 0, t, cx),
        |t, cx| table_copy(3, 0, 2, t, cx),
        |t, cx| table_copy(0, -1, 2, t, cx),
        |t, cx| table_elements(4, &[0], t, cx),
    ];
    for (i, failure) in failures.into_iter().enumerate() {
        let result = failure(&mut t, cx);
        let trap = cx.finish(result, &[]).unwrap_err();
        assert_eq!(trap.code(), TrapCode::TableOutOfBounds, "{i}");
    }
    assert_eq!(t.items(), [r(5), r(3), r(7), None], "nothing is written");
}

#[test]
fn element_segments() {
    let cx = &mut Cx::new(&Limits::new(), 1 << 20);
    let f = FuncRef::new;
    let mut t = Table::<FuncRef>::new(4, None).unwrap();
    assert_eq!(table_elements(1, &[1, 0, 8], &mut t, cx), Some(()));
    assert_eq!(t.items(), [None, f(0), None, f(7)]);
    let mut elem = Elem::EMPTY;
    assert_eq!(elem_new(&[2, 0], &mut elem, cx), Some(()));
    assert_eq!(elem_set(1, f(3), &mut elem, cx), Some(()));
    assert_eq!(elem.items(), [f(1), f(3)]);
    let mut nulls = Elem::<ExternRef>::EMPTY;
    assert_eq!(elem_new(&[0, 0], &mut nulls, cx), Some(()));
    assert_eq!(nulls.items(), [None, None]);

    assert_eq!(table_elements(2, &[1, 1, 1], &mut t, cx), None);
    assert_eq!(table_elements(-1, &[1], &mut t, cx), None);
    assert_eq!(table_elements(5, &[], &mut t, cx), None);
    assert_eq!(table_elements(4, &[], &mut t, cx), Some(()));
    assert_eq!(elem_set(2, None, &mut elem, cx), None);
    let trap = cx.finish(None::<()>, &[]).unwrap_err();
    assert_eq!(trap.code(), TrapCode::TableOutOfBounds);
    assert_eq!(t.items(), [None, f(0), None, f(7)], "all or nothing");
}

#[test]
fn indirect_calls() {
    let cx = &mut Cx::new(&Limits::new(), 0);
    let mut t = Table::new(2, None).unwrap();
    table_set(1, ref_func(0), &mut t, cx).unwrap();
    assert_eq!(callee(1, &t, cx), Some(0));
    for (i, code) in [
        (0, TrapCode::UninitializedElement),
        (1, TrapCode::IndirectCallTypeMismatch),
        (2, TrapCode::UndefinedElement),
        (-1, TrapCode::UndefinedElement),
    ] {
        // As a dispatch without a function of its type.
        let result = callee(i, &t, cx).and_then(|callee| no_callee::<()>(callee, cx));
        assert_eq!(cx.finish(result, &[]).unwrap_err().code(), code);
    }
    assert_eq!(
        [ref_is_null_funcref(None), ref_is_null_funcref(ref_func(3))],
        [1, 0]
    );
    assert_eq!(ref_func(u32::MAX), None);
}
