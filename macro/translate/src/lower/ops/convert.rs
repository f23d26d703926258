//! Conversions (§4.3.4).

super::operators! {
    /// The runtime function of a conversion.
    pub fn convert;
    I32WrapI64 "i32_wrap_i64" (I64) I32;
    I32TruncF32S "i32_trunc_f32_s" (F32) I32 traps;
    I32TruncF32U "i32_trunc_f32_u" (F32) I32 traps;
    I32TruncSatF32S "i32_trunc_sat_f32_s" (F32) I32;
    I32TruncSatF32U "i32_trunc_sat_f32_u" (F32) I32;
    I32TruncF64S "i32_trunc_f64_s" (F64) I32 traps;
    I32TruncF64U "i32_trunc_f64_u" (F64) I32 traps;
    I32TruncSatF64S "i32_trunc_sat_f64_s" (F64) I32;
    I32TruncSatF64U "i32_trunc_sat_f64_u" (F64) I32;
    I64TruncF32S "i64_trunc_f32_s" (F32) I64 traps;
    I64TruncF32U "i64_trunc_f32_u" (F32) I64 traps;
    I64TruncSatF32S "i64_trunc_sat_f32_s" (F32) I64;
    I64TruncSatF32U "i64_trunc_sat_f32_u" (F32) I64;
    I64TruncF64S "i64_trunc_f64_s" (F64) I64 traps;
    I64TruncF64U "i64_trunc_f64_u" (F64) I64 traps;
    I64TruncSatF64S "i64_trunc_sat_f64_s" (F64) I64;
    I64TruncSatF64U "i64_trunc_sat_f64_u" (F64) I64;
    I64ExtendI32S "i64_extend_i32_s" (I32) I64;
    I64ExtendI32U "i64_extend_i32_u" (I32) I64;
    F32ConvertI32S "f32_convert_i32_s" (I32) F32;
    F32ConvertI32U "f32_convert_i32_u" (I32) F32;
    F32ConvertI64S "f32_convert_i64_s" (I64) F32;
    F32ConvertI64U "f32_convert_i64_u" (I64) F32;
    F64ConvertI32S "f64_convert_i32_s" (I32) F64;
    F64ConvertI32U "f64_convert_i32_u" (I32) F64;
    F64ConvertI64S "f64_convert_i64_s" (I64) F64;
    F64ConvertI64U "f64_convert_i64_u" (I64) F64;
    F32DemoteF64 "f32_demote_f64" (F64) F32;
    F64PromoteF32 "f64_promote_f32" (F32) F64;
    I32ReinterpretF32 "i32_reinterpret_f32" (F32) I32;
    F32ReinterpretI32 "f32_reinterpret_i32" (I32) F32;
    I64ReinterpretF64 "i64_reinterpret_f64" (F64) I64;
    F64ReinterpretI64 "f64_reinterpret_i64" (I64) F64;
}
