// Validates UTF-8, 16 bytes at a time: pairs of bytes are classified by three tables of 16 entries (Keiser and Lemire,
// "Validating UTF-8 In Less Than One Instruction Per Byte"); blocks of ASCII take a short way.
#include "vector.h"

enum { SIZE = 1 << 17 };
static u8 *text;
static u32 verdicts;

void init(void) {
    NEW(text, SIZE + 32);
    static const char words[] = "Most of this text is plain, as texts in English are; und manches ist es nicht: gr\xc3\xb6\xc3\x9f"
                                "er, \xce\xb1\xce\xb2\xce\xb3, \xe6\xbc\xa2\xe5\xad\x97, \xf0\x9f\x99\x82. But then there follow many "
                                "words again in which there is nothing to be seen but letters, spaces and full stops. ";
    int n = sizeof words - 1, whole = SIZE / n * n;
    for (int i = 0; i < SIZE; i++) text[i] = i < whole ? words[i % n] : ' ';
}

/// `v` moved up by n bytes, with the last ones of `before` below.
#define SHIFTED(v, before, n) \
    SHUFFLE(before, v, 16 - n, 17 - n, 18 - n, 19 - n, 20 - n, 21 - n, 22 - n, 23 - n, 24 - n, 25 - n, 26 - n, 27 - n, \
            28 - n, 29 - n, 30 - n, 31 - n)

enum {
    SHORT = 1, // a lead byte, then no continuation
    LONG = 2,  // ASCII, then a continuation
    OVER3 = 4,
    SURROGATE = 16,
    OVER2 = 32,
    TWO = 128, // two continuations: right only behind a lead of three or four
    LARGE = 8,
    LARGE1000 = 64,
    OVER4 = 64,
    CARRY = SHORT | LONG | TWO,
};

__attribute__((noinline)) static u32 valid(const u8 *p, const u8 *end) {
    const u8x16 first_high = {LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG, TWO, TWO, TWO, TWO, SHORT | OVER2, SHORT,
                              SHORT | OVER3 | SURROGATE, SHORT | LARGE | LARGE1000 | OVER4};
    const u8x16 first_low = {CARRY | OVER3 | OVER2 | OVER4,
                             CARRY | OVER2,
                             CARRY,
                             CARRY,
                             CARRY | LARGE,
                             CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000 | SURROGATE,
                             CARRY | LARGE | LARGE1000,
                             CARRY | LARGE | LARGE1000};
    const u8x16 second_high = {SHORT,
                               SHORT,
                               SHORT,
                               SHORT,
                               SHORT,
                               SHORT,
                               SHORT,
                               SHORT,
                               LONG | OVER2 | TWO | OVER3 | LARGE1000 | OVER4,
                               LONG | OVER2 | TWO | OVER3 | LARGE,
                               LONG | OVER2 | TWO | SURROGATE | LARGE,
                               LONG | OVER2 | TWO | SURROGATE | LARGE,
                               SHORT,
                               SHORT,
                               SHORT,
                               SHORT};
    const u8x16 most = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0xf0 - 1, 0xe0 - 1, 0xc0 - 1};
    u8x16 wrong = {0}, before = {0}, open = {0};
    for (; p < end; p += 16) {
        u8x16 v = LOAD(u8x16, p);
        if (!bitmask(v)) {
            wrong |= open, open = (u8x16){0};
        } else {
            u8x16 one = SHIFTED(v, before, 1), two = SHIFTED(v, before, 2), three = SHIFTED(v, before, 3);
            u8x16 special = swizzle(first_high, one >> 4) & swizzle(first_low, one & 15) & swizzle(second_high, v >> 4);
            u8x16 must = sub_sat(two, SPLAT(u8x16, 0xe0 - 0x80)) | sub_sat(three, SPLAT(u8x16, 0xf0 - 0x80));
            wrong |= (must & 0x80) ^ special;
            open = sub_sat(v, most);
        }
        before = v;
    }
    return !any(wrong | open);
}

void run(void) {
    verdicts = 0;
    for (int round = 0; round < 4; round++) {
        // One byte is wrong in every other round.
        u8 kept = text[12345];
        if (round & 1) text[12345] = 0xc0;
        verdicts = verdicts * 2 + valid(text, text + SIZE);
        text[12345] = kept;
    }
}

double check(void) { return verdicts; }
