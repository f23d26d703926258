// Regular expressions: compiled to instructions, run by backtracking
#include "../kernel.h"

enum { TEXT = 60000, CODE = 128, REPEAT = 2 };
enum op { CHAR, ANY, SET, SPLIT, JUMP, MATCH };
struct instruction {
    enum op op;
    uint32_t x, y; // targets, a character, or the number of a set
};

static struct instruction code[CODE];
static uint32_t length, sets[16][8], set_count, result[2];
static const char *pattern;
static char *text;

static const char *const PATTERNS[] = {"[a-z]+@[a-z]+\\.(com|org|net)", "(a|b)*abb", "[0-9]+(\\.[0-9]+)?", "x.*y?z",
                                       "(foo|fo|f)(o|oo)*bar"};

void init(void) {
    NEW(text, TEXT);
    static const char *const words[] = {"foo", "bar", "user@example.org", "3.14159", "abababb", "fooobar", "xyz", "a",
                                        "2024", "name@host", "longerword", ","};
    uint32_t random = 7, n = 0;
    while (n < TEXT - 20) {
        for (const char *w = words[next_random(&random) % 12]; *w; w++) text[n++] = *w;
        text[n++] = next_random(&random) % 9 ? ' ' : '\n';
    }
    text[n] = 0;
}

static uint32_t emit(enum op op, uint32_t x, uint32_t y) {
    if (length == CODE) __builtin_trap();
    code[length] = (struct instruction){op, x, y};
    return length++;
}

// Makes room for one instruction before `start`, moving targets along.
static void insert(uint32_t start, enum op op) {
    emit(op, 0, 0);
    for (uint32_t i = length - 1; i > start; i--) {
        code[i] = code[i - 1];
        if (code[i].op == SPLIT || code[i].op == JUMP) {
            code[i].x += code[i].x >= start;
            code[i].y += code[i].y >= start;
        }
    }
    code[start].op = op;
}

static void alternatives(void);

static void atom(void) {
    char c = *pattern++;
    if (c == '(') {
        alternatives();
        pattern++;
    } else if (c == '.') {
        emit(ANY, 0, 0);
    } else if (c == '[') {
        uint32_t *set = sets[set_count];
        for (int i = 0; i < 8; i++) set[i] = 0;
        while (*pattern != ']') {
            int from = *pattern++, to = from;
            if (*pattern == '-') to = pattern[1], pattern += 2;
            for (int i = from; i <= to; i++) set[i >> 5] |= 1u << (i & 31);
        }
        pattern++;
        emit(SET, set_count++, 0);
    } else {
        if (c == '\\') c = *pattern++;
        emit(CHAR, (unsigned char)c, 0);
    }
}

static void sequence(void) {
    while (*pattern && *pattern != '|' && *pattern != ')') {
        uint32_t start = length;
        atom();
        switch (*pattern) {
        case '*':
            pattern++, insert(start, SPLIT), emit(JUMP, start, 0);
            code[start].x = start + 1, code[start].y = length;
            break;
        case '+': pattern++, emit(SPLIT, start, length + 1); break;
        case '?': pattern++, insert(start, SPLIT), code[start].x = start + 1, code[start].y = length; break;
        }
    }
}

static void alternatives(void) {
    uint32_t start = length;
    sequence();
    if (*pattern == '|') {
        pattern++;
        insert(start, SPLIT);
        uint32_t jump = emit(JUMP, 0, 0);
        code[start].x = start + 1, code[start].y = length;
        alternatives();
        code[jump].x = length;
    }
}

// The end of the match of the code at `pc` from `s`, or null.
static const char *match(uint32_t pc, const char *s) {
    for (;; pc++) {
        const struct instruction *i = &code[pc];
        switch (i->op) {
        case CHAR:
            if ((unsigned char)*s++ != i->x) return 0;
            break;
        case ANY:
            if (!*s || *s++ == '\n') return 0;
            break;
        case SET: {
            unsigned char c = (unsigned char)*s++;
            if (!(sets[i->x][c >> 5] >> (c & 31) & 1)) return 0;
            break;
        }
        case SPLIT: {
            const char *end = match(i->x, s);
            if (end) return end;
            pc = i->y - 1;
            break;
        }
        case JUMP: pc = i->x - 1; break;
        case MATCH: return s;
        }
    }
}

void run(void) {
    result[0] = result[1] = 0;
    for (int r = 0; r < REPEAT; r++)
        for (size_t p = 0; p < sizeof PATTERNS / sizeof *PATTERNS; p++) {
            pattern = PATTERNS[p];
            length = set_count = 0;
            alternatives();
            emit(MATCH, 0, 0);
            for (const char *s = text; *s;) {
                const char *end = match(0, s);
                if (end && end > s) {
                    result[0]++;
                    result[1] = result[1] * 31 + (uint32_t)(s - text) + (uint32_t)(end - s);
                    s = end;
                } else {
                    s++;
                }
            }
        }
}

double check(void) { return hash(0, result, sizeof result); }
