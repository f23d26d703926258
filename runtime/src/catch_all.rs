//! [`CatchAll`]: a [`DynamicHost`] in the place of generated import traits.

use alloc::vec::Vec;

use crate::trap::TrapCode;
use crate::{DynamicHost, GuestState, ImportInfo, Trap, ValType, Value};

/// What a dynamic call returns.
pub type Values = Vec<Value>;

/// A host that has every import of every module compiled with `dynamic: true`, because it passes
/// all of them to a [`DynamicHost`]: `plugin::Instance::new(CatchAll(host))`.
///
/// Memories and tables that a module imports are new ones of the declared size.
///
#[cfg_attr(all(feature = "macros", feature = "wat"), doc = "```")]
#[cfg_attr(not(all(feature = "macros", feature = "wat")), doc = "```ignore")]
/// use include_wasm::{
///     CatchAll, DynamicHost, GuestState, ImportInfo, Trap, ValType, Value, include_wasm,
/// };
///
/// include_wasm! {
///     mod plugin = inline r#"(module
///         (import "env" "answer" (func $answer (result i32)))
///         (func (export "ask") (result i32) (call $answer)))"# { dynamic: true }
/// }
///
/// struct FortyTwo;
///
/// impl DynamicHost for FortyTwo {
///     fn call(
///         &mut self,
///         _guest: &mut dyn GuestState,
///         import: ImportInfo,
///         _args: &[Value],
///         _results: &[ValType],
///     ) -> Result<Vec<Value>, Trap> {
///         assert_eq!(import.to_string(), "env.answer");
///         Ok(vec![Value::I32(42)])
///     }
/// }
///
/// let mut plugin = plugin::Instance::new(CatchAll(FortyTwo))?;
/// assert_eq!(plugin.ask()?, 42);
/// # Ok::<(), Trap>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CatchAll<H>(pub H);

/// Calls an import of `host`; what it returns has the types `results`.
///
/// # Errors
///
/// The host's, and [`TrapCode::Link`] if it returns values of other types.
pub fn call_import(
    host: &mut dyn DynamicHost,
    guest: &mut dyn GuestState,
    import: ImportInfo,
    args: &[Value],
    results: &[ValType],
) -> Result<Results, Trap> {
    let values = host.call(guest, import, args, results)?;
    if !values.iter().map(Value::ty).eq(results.iter().copied()) {
        return Err(wrong_types());
    }
    Ok(Results(values))
}

/// The initial value of an imported global: zero if the host fails or gives another type.
///
/// The trait's method has no way to fail, since a host that is written for its module never does.
pub fn import_global(host: &mut dyn DynamicHost, import: ImportInfo, ty: ValType) -> Results {
    let value = host.global(import, ty).ok();
    let value = value.filter(|v| v.ty() == ty);
    Results(Vec::from([value.unwrap_or_else(|| Value::zero(ty))]))
}

#[cold]
fn wrong_types() -> Trap {
    Trap::new(
        TrapCode::Link,
        "a dynamic host returned values of other types than the import has",
    )
}

/// Arguments whose types were checked against those of the function.
#[derive(Clone, Copy, Debug)]
pub struct Args<'a>(pub(crate) &'a [Value]);

/// Results whose types were checked against those of the import.
#[derive(Clone, Debug)]
pub struct Results(Vec<Value>);

macro_rules! get {
    ($($name:ident: $t:ty;)*) => {
        impl Args<'_> {$(
            #[doc = concat!("Argument `i`, of type `", stringify!($name), "`.")]
            #[must_use]
            pub fn $name(self, i: usize) -> $t {
                self.0.get(i).and_then(Value::$name).unwrap_or_default()
            }
        )*}

        impl Results {$(
            #[doc = concat!("Result `i`, of type `", stringify!($name), "`.")]
            #[must_use]
            pub fn $name(&self, i: usize) -> $t {
                Args(&self.0).$name(i)
            }
        )*}
    };
}

get! {
    i32: i32;
    i64: i64;
    f32: f32;
    f64: f64;
    v128: crate::V128;
    funcref: Option<crate::FuncRef>;
    externref: Option<crate::ExternRef>;
}
