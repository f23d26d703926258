//! What a module says about itself.

use include_wasm::include_wasm;

include_wasm! {
    mod named = inline r#"(module $inner
        (@custom "version" "1.2\00\ff")
        (@custom "we \"quote\"" "")
        (@custom ".debug_line" "not for programs"))"#;
}

include_wasm! {
    mod unnamed = inline "(module)";
}

#[test]
fn sections_and_names() {
    assert_eq!(named::MODULE_NAME, "inner");
    let expected: [(&str, &[u8]); 2] = [("version", b"1.2\x00\xff"), ("we \"quote\"", b"")];
    assert_eq!(named::CUSTOM_SECTIONS, expected);
    assert!(unnamed::CUSTOM_SECTIONS.is_empty());
    assert!(!unnamed::MODULE_NAME.contains('/'));
}
