// A JSON formatter: checks a document and prints it indented, or says where it is wrong.
//
// The host writes text at `alloc(len)` and calls `format(ptr, len, indent)`. Returned is the address
// of the formatted text, of `output_len()` bytes, or 0 after `env.error(offset, message, len)` was
// called. `reset()` frees everything. Memory grows as needed; nesting is limited by the stack alone,
// which is what a test of deep recursion wants.
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name)))
#define PAGE 65536u

__attribute__((import_module("env"), import_name("error"))) void host_error(uint32_t offset, const char *message, uint32_t len);

extern uint8_t __heap_base;
static uint32_t heap;                       // the first free byte
static const char *text, *end, *start;      // what is left to read
static char *out;                           // the output; always the last thing on the heap
static uint32_t out_len, indent_width;

static void reserve(uint32_t to) {
    uint32_t have = (uint32_t)__builtin_wasm_memory_size(0);
    uint32_t need = (to + PAGE - 1) / PAGE;
    if (need > have && __builtin_wasm_memory_grow(0, need - have) == (size_t)-1) __builtin_trap();
}

EXPORT(reset) void reset(void) { heap = (uint32_t)(uintptr_t)&__heap_base; }

EXPORT(alloc) void *alloc(uint32_t len) {
    if (!heap) reset();
    uint32_t at = (heap + 7) & ~7u;
    heap = at + len;
    reserve(heap);
    return (void *)(uintptr_t)at;
}

static void put(char c) {
    reserve(++heap);
    out[out_len++] = c;
}

static void newline(int depth) {
    put('\n');
    for (uint32_t i = 0; i < indent_width * (uint32_t)depth; i++) put(' ');
}

static int fail(const char *message) {
    uint32_t len = 0;
    while (message[len]) len++;
    host_error((uint32_t)(text - start), message, len);
    return 0;
}

static void space(void) {
    while (text < end && (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r')) text++;
}

static int digits(void) {
    const char *from = text;
    while (text < end && *text >= '0' && *text <= '9') put(*text++);
    return text > from || fail("expected a digit");
}

static int number(void) {
    if (*text == '-') put(*text++);
    if (text < end && *text == '0') put(*text++);
    else if (!digits()) return 0;
    if (text < end && *text == '.') {
        put(*text++);
        if (!digits()) return 0;
    }
    if (text < end && (*text == 'e' || *text == 'E')) {
        put(*text++);
        if (text < end && (*text == '+' || *text == '-')) put(*text++);
        if (!digits()) return 0;
    }
    return 1;
}

static int string(void) {
    put(*text++);
    while (text < end) {
        char c = *text++;
        put(c);
        if (c == '"') return 1;
        if ((uint8_t)c < 0x20) return text--, fail("control character in a string");
        if (c == '\\' && text < end) {
            switch (*text) {
            case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't': put(*text++); break;
            case 'u':
                put(*text++);
                for (int i = 0; i < 4; i++) {
                    if (text == end) return fail("unterminated string");
                    char h = *text;
                    if (!((h >= '0' && h <= '9') || ((h | 32) >= 'a' && (h | 32) <= 'f'))) return fail("expected four hexadecimal digits");
                    put(*text++);
                }
                break;
            default: return fail("unknown escape");
            }
        }
    }
    return fail("unterminated string");
}

static int word(const char *w) {
    for (const char *p = w; *p; p++, text++) {
        if (text == end || *text != *p) return fail("unknown word");
        put(*p);
    }
    return 1;
}

static int value(int depth);

// The members of an array or object up to its closing bracket.
static int members(int depth, char close, int object) {
    put(*text++);
    space();
    if (text < end && *text == close) return put(*text++), 1;
    for (;;) {
        newline(depth + 1);
        space();
        if (object) {
            if (text == end || *text != '"') return fail("expected a key");
            if (!string()) return 0;
            space();
            if (text == end || *text != ':') return fail("expected ':'");
            put(*text++);
            put(' ');
        }
        if (!value(depth + 1)) return 0;
        space();
        if (text == end || (*text != ',' && *text != close)) return fail(object ? "expected ',' or '}'" : "expected ',' or ']'");
        if (*text == close) {
            newline(depth);
            put(*text++);
            return 1;
        }
        put(*text++);
    }
}

static int value(int depth) {
    space();
    if (text == end) return fail("expected a value");
    switch (*text) {
    case '{': return members(depth, '}', 1);
    case '[': return members(depth, ']', 0);
    case '"': return string();
    case 't': return word("true");
    case 'f': return word("false");
    case 'n': return word("null");
    default: return *text == '-' || (*text >= '0' && *text <= '9') ? number() : fail("expected a value");
    }
}

EXPORT(format) char *format(const char *ptr, uint32_t len, uint32_t indent) {
    start = text = ptr;
    end = ptr + len;
    indent_width = indent;
    out = alloc(0);
    out_len = 0;
    if (!value(0)) return NULL;
    space();
    if (text < end) return fail("text after the document"), NULL;
    return out;
}

EXPORT(output_len) uint32_t output_len(void) { return out_len; }
