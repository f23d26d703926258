//! The mappings decoder of npm's `source-map`, written in Rust, with its callback for every mapping.

use include_wasm::{Trap, include_wasm};

include_wasm! {
    mod source_map = "source_map_rs.wasm"
}

#[derive(Debug, PartialEq)]
struct Mapping {
    generated: (i32, i32),
    original: Option<(i32, i32, i32)>,
}

struct Mappings(Vec<Mapping>);

impl source_map::Env for Mappings {
    fn mapping_callback(
        &mut self,
        _: &mut source_map::Guest,
        line: i32,
        column: i32,
        _has_last_column: i32,
        _last_column: i32,
        has_original: i32,
        source: i32,
        original_line: i32,
        original_column: i32,
        _has_name: i32,
        _name: i32,
    ) -> Result<(), Trap> {
        let original = (has_original != 0).then_some((source, original_line, original_column));
        self.0.push(Mapping { generated: (line, column), original });
        Ok(())
    }
}

fn main() -> Result<(), Trap> {
    let mut map = source_map::Instance::new(Mappings(Vec::new()))?;
    // Line 0: columns 0 and 4 are source 0, (0, 0) and (0, 8); line 1: column 2 is source 1, (2, 3); then one without source.
    let text = b"AAAA,IAAQ;ECEL,G";
    let at = map.allocate_mappings(text.len() as i32)?;
    map.memory_mut().write_slice(at, text)?;
    let parsed = map.parse_mappings(at)?;
    assert_ne!(parsed, 0, "error {}", map.get_last_error()?);
    map.by_generated_location(parsed)?;
    let mapping = |generated, original| Mapping { generated, original };
    let expected = [
        mapping((0, 0), Some((0, 0, 0))),
        mapping((0, 4), Some((0, 0, 8))),
        mapping((1, 2), Some((1, 2, 3))),
        mapping((1, 5), None),
    ];
    assert_eq!(map.imports().0, expected);
    map.free_mappings(parsed)?;

    // Not base 64.
    let at = map.allocate_mappings(2)?;
    map.memory_mut().write_slice(at, b"A!")?;
    assert_eq!(map.parse_mappings(at)?, 0);
    assert_ne!(map.get_last_error()?, 0);
    println!("four mappings and an error");
    Ok(())
}
