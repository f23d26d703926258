//! `derive(Pod)`: a struct of fixed layout in guest memory.
//!
//! The layout is the one that C (and Rust's `repr(C)`) gives the struct on wasm32: fields in order,
//! each at the next multiple of its alignment, the size a multiple of the largest alignment. It is
//! computed from the fields' own `SIZE` and `ALIGN`, so it does not depend on the host's layout.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DataStruct, DeriveInput, Index, Member, Path, Type, parse_quote};

use crate::report::Report;

/// The implementation, or `compile_error!`s.
pub fn derive(input: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(input) {
        Ok(input) => implementation(&input).unwrap_or_else(|errors| errors),
        Err(error) => error.to_compile_error(),
    }
}

struct Field<'a> {
    member: Member,
    ty: &'a Type,
}

fn implementation(input: &DeriveInput) -> Result<TokenStream, TokenStream> {
    let mut report = Report::default();
    let runtime = runtime(input, &mut report);
    if !input.generics.params.is_empty() {
        report.error(
            input.generics.params.span(),
            "`Pod` can't be derived for a generic struct: its layout depends on the parameters",
        );
    }
    let fields = match &input.data {
        Data::Struct(data) => fields(data),
        Data::Enum(data) => {
            report.error(
                data.enum_token.span,
                "`Pod` can't be derived for an enum: the guest may write any bytes; \
                 use an integer field and convert it",
            );
            Vec::new()
        }
        Data::Union(data) => {
            report.error(
                data.union_token.span,
                "`Pod` can't be derived for a union: reading one is unsafe; use an array of bytes",
            );
            Vec::new()
        }
    };
    report.finish()?;

    let name = &input.ident;
    let offsets: Vec<_> = (0..fields.len())
        .map(|i| format_ident!("OFFSET_{i}"))
        .collect();
    let members: Vec<_> = fields.iter().map(|f| &f.member).collect();
    // A field that is not `Pod` is an error at the field's type.
    let impls: Vec<_> = fields
        .iter()
        .map(|Field { ty, .. }| quote_spanned!(ty.span()=> <#ty as #runtime::Pod>))
        .collect();
    let ends: Vec<_> = offsets
        .iter()
        .zip(&impls)
        .map(|(offset, field)| quote!(Layout::#offset + #field::SIZE))
        .collect();
    let zero = quote!(0usize);
    // A field starts, but for its alignment, where the one before ends.
    let starts = std::iter::once(&zero).chain(&ends);
    let end = ends.last().unwrap_or(&zero);
    Ok(quote! {
        const _: () = {
            // Where the fields are; a type of its own keeps the names out of the user's.
            enum Layout {}
            impl Layout {
                #(const #offsets: usize = (#starts).next_multiple_of(#impls::ALIGN);)*
                const ALIGN: usize = {
                    let mut align = 1;
                    #(if #impls::ALIGN > align {
                        align = #impls::ALIGN;
                    })*
                    align
                };
                const SIZE: usize = (#end).next_multiple_of(Self::ALIGN);
            }
            #[automatically_derived]
            impl #runtime::Pod for #name {
                const ALIGN: usize = Layout::ALIGN;
                const SIZE: usize = Layout::SIZE;
                #[inline]
                fn read_from(bytes: &[u8]) -> Self {
                    Self { #(#members: #impls::read_from(bytes.get(Layout::#offsets..).unwrap_or_default())),* }
                }
                #[inline]
                fn write_to(self, bytes: &mut [u8]) {
                    if let ::core::option::Option::Some(bytes) = bytes.get_mut(..Layout::SIZE) {
                        bytes.fill(0); // padding
                    }
                    #(#impls::write_to(self.#members, bytes.get_mut(Layout::#offsets..).unwrap_or_default());)*
                }
            }
        };
    })
}

fn fields(data: &DataStruct) -> Vec<Field<'_>> {
    let field = |(index, field): (usize, &'_ syn::Field)| match &field.ident {
        Some(ident) => Member::Named(ident.clone()),
        None => Member::Unnamed(Index {
            index: index as u32,
            span: Span::call_site(),
        }),
    };
    data.fields
        .iter()
        .enumerate()
        .map(|(i, f)| Field {
            member: field((i, f)),
            ty: &f.ty,
        })
        .collect()
}

/// The runtime crate: `::include_wasm`, or what `#[pod(crate = path)]` says. Also refuses the `repr`s
/// that promise another layout than the one derived.
fn runtime(input: &DeriveInput, report: &mut Report) -> Path {
    let mut runtime: Path = parse_quote!(::include_wasm);
    for attr in &input.attrs {
        let result = if attr.path().is_ident("pod") {
            attr.parse_nested_meta(|meta| {
                if !meta.path.is_ident("crate") {
                    return Err(meta.error("expected `crate = path`"));
                }
                runtime = meta.value()?.parse()?;
                Ok(())
            })
        } else if attr.path().is_ident("repr") {
            attr.parse_nested_meta(|meta| {
                if meta.path.is_ident("packed") || meta.path.is_ident("align") {
                    report.error(
                        meta.path.span(),
                        "`Pod` is laid out with natural alignment; declare packed fields as arrays of bytes, \
                         and padding as a field",
                    );
                }
                if meta.input.peek(syn::token::Paren) {
                    let argument;
                    syn::parenthesized!(argument in meta.input);
                    argument.parse::<TokenStream>()?;
                }
                Ok(())
            })
        } else {
            Ok(())
        };
        if let Err(error) = result {
            report.push(error);
        }
    }
    runtime
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        derive(text.parse().unwrap()).to_string()
    }

    #[test]
    fn refusals() {
        for (text, message) in [
            ("enum E { A }", "for an enum"),
            ("union U { a: u8 }", "for a union"),
            ("struct S<T>(T);", "for a generic struct"),
            ("#[repr(C, packed)] struct S(u8);", "natural alignment"),
            ("#[repr(align(16))] struct S(u8);", "natural alignment"),
            ("#[pod(krate = x)] struct S(u8);", "expected `crate = path`"),
            ("struct", "expected identifier"),
        ] {
            assert!(error(text).contains(message), "{text}: {}", error(text));
        }
        assert!(!error("#[repr(C)] struct S { a: u8, b: [u16; 2] }").contains("compile_error"));
    }
}
