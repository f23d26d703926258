use include_wasm::Pod;

#[derive(Clone, Copy, Pod)]
enum Kind {
    A,
}

#[derive(Clone, Copy, Pod)]
union Either {
    a: u32,
    b: f32,
}

#[derive(Clone, Copy, Pod)]
struct Generic<T> {
    value: T,
}

#[derive(Clone, Copy, Pod)]
#[repr(C, packed)]
struct Packed {
    value: u32,
}

#[derive(Clone, Copy, Pod)]
struct Reference {
    id: u32,
    name: &'static str,
}

#[derive(Clone, Copy, Pod)]
struct Flag(bool);

#[derive(Pod)]
struct NotCopy(u32);

fn main() {}
