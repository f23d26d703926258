// A small stack machine: bytecode in guest memory, operators through a table of function pointers
// (`call_indirect`), output through the host. 64-bit values.
//
//   00 halt          01 push i8       02 add   03 sub   04 mul   05 div (traps on zero)
//   06 dup           07 swap          08 drop  09 over
//   0a jump i8       0b jump-if-zero i8 (relative to the next instruction)
//   0c print         0d call fn(u8): 0 = square, 1 = negate, 2 = the host's function
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name)))
__attribute__((import_module("env"), import_name("print"))) void host_print(int64_t value);
__attribute__((import_module("env"), import_name("call"))) int64_t host_call(int64_t value);

static uint8_t program[1024];
static int64_t stack[256];
static uint32_t sp, pc;

static void push(int64_t v) {
    if (sp == 256) __builtin_trap();
    stack[sp++] = v;
}

static int64_t pop(void) {
    if (!sp) __builtin_trap();
    return stack[--sp];
}

static int8_t immediate(void) { return (int8_t)program[pc++ & 1023]; }

static int64_t square(int64_t v) { return (int64_t)((uint64_t)v * (uint64_t)v); }
static int64_t negate(int64_t v) { return (int64_t)(0 - (uint64_t)v); }
static int64_t (*const functions[])(int64_t) = {square, negate, host_call};

static void op_push(void) { push(immediate()); }
static void op_add(void) { uint64_t b = (uint64_t)pop(), a = (uint64_t)pop(); push((int64_t)(a + b)); }
static void op_sub(void) { uint64_t b = (uint64_t)pop(), a = (uint64_t)pop(); push((int64_t)(a - b)); }
static void op_mul(void) { uint64_t b = (uint64_t)pop(), a = (uint64_t)pop(); push((int64_t)(a * b)); }
static void op_div(void) { int64_t b = pop(), a = pop(); push(a / b); }
static void op_dup(void) { int64_t a = pop(); push(a); push(a); }
static void op_swap(void) { int64_t b = pop(), a = pop(); push(b); push(a); }
static void op_drop(void) { pop(); }
static void op_over(void) { int64_t b = pop(), a = pop(); push(a); push(b); push(a); }
static void op_jump(void) { int8_t by = immediate(); pc += (uint32_t)by; }
static void op_jump_if_zero(void) { int8_t by = immediate(); if (pop() == 0) pc += (uint32_t)by; }
static void op_print(void) { host_print(pop()); }
static void op_call(void) {
    uint8_t f = (uint8_t)immediate();
    if (f > 2) __builtin_trap();
    push(functions[f](pop()));
}

static void (*const operators[])(void) = {
    0, op_push, op_add, op_sub, op_mul, op_div, op_dup, op_swap, op_drop, op_over, op_jump, op_jump_if_zero, op_print, op_call,
};

EXPORT(code) uint8_t *code(void) { return program; }

// Runs from the start; the value on top of the stack, or 0 if it is empty. An unknown operator traps.
EXPORT(run) int64_t run(void) {
    sp = pc = 0;
    for (;;) {
        uint8_t op = (uint8_t)immediate();
        if (!op) return sp ? stack[sp - 1] : 0;
        if (op >= sizeof operators / sizeof *operators) __builtin_trap();
        operators[op]();
    }
}
