// A bytecode interpreter: a register machine that runs a sieve and a sum
#include "../kernel.h"

enum op { SET, MOVE, ADD, SUB, MUL, AND, SHIFT, LOAD, STORE, LESS, EQUAL, JUMP, JUMP_IF, JUMP_UNLESS, STOP };
struct instruction {
    uint8_t op, a, b, c;
    int32_t value;
};

enum { HEAP = 20000 };
static int32_t *heap, registers[16];

// Counts primes below 20,000, three times, mixing a checksum into register 9.
static const struct instruction PROGRAM[] = {
    {SET, 10, 0, 0, 0},       // rounds = 0
    {SET, 11, 0, 0, 1},       // one
    {SET, 8, 0, 0, HEAP},     // limit
    {SET, 13, 0, 0, 13},
    {SET, 0, 0, 0, 0},        // 4: i = 0
    {STORE, 0, 11, 0, 0},     // 5: heap[i] = 1
    {ADD, 0, 0, 11, 0},
    {LESS, 1, 0, 8, 0},
    {JUMP_IF, 1, 0, 0, 5},
    {SET, 0, 0, 0, 2},        // i = 2
    {SET, 7, 0, 0, 0},        // count = 0
    {LOAD, 2, 0, 0, 0},       // 11: is i prime?
    {JUMP_UNLESS, 2, 0, 0, 22},
    {ADD, 7, 7, 11, 0},
    {MUL, 9, 9, 13, 0},       // checksum = checksum * 13 + i
    {ADD, 9, 9, 0, 0},
    {ADD, 3, 0, 0, 0},        // j = 2 i
    {SET, 4, 0, 0, 0},
    {JUMP, 0, 0, 0, 20},
    {STORE, 3, 4, 0, 0},      // 19: heap[j] = 0, j += i
    {LESS, 1, 3, 8, 0},       // 20
    {JUMP_IF, 1, 0, 0, 27},
    {ADD, 0, 0, 11, 0},       // 22: next i
    {LESS, 1, 0, 8, 0},
    {JUMP_IF, 1, 0, 0, 11},
    {JUMP, 0, 0, 0, 30},
    {STOP, 0, 0, 0, 0},
    {STORE, 3, 4, 0, 0},      // 27: heap[j] = 0
    {ADD, 3, 3, 0, 0},        // j += i
    {JUMP, 0, 0, 0, 20},
    {ADD, 10, 10, 11, 0},     // 30: rounds += 1
    {SET, 5, 0, 0, 12},
    {LESS, 1, 10, 5, 0},
    {JUMP_IF, 1, 0, 0, 4},
    {SHIFT, 6, 9, 0, 7},
    {AND, 6, 6, 9, 0},
    {MOVE, 12, 6, 0, 0},
    {EQUAL, 1, 12, 6, 0},
    {SUB, 14, 9, 1, 0},
    {STOP, 0, 0, 0, 0},
};

void init(void) { NEW(heap, HEAP); }

static void interpret(const struct instruction *program, int32_t *r) {
    for (uint32_t pc = 0;; pc++) {
        struct instruction i = program[pc];
        switch (i.op) {
        case SET: r[i.a] = i.value; break;
        case MOVE: r[i.a] = r[i.b]; break;
        case ADD: r[i.a] = (int32_t)((uint32_t)r[i.b] + (uint32_t)r[i.c]); break;
        case SUB: r[i.a] = (int32_t)((uint32_t)r[i.b] - (uint32_t)r[i.c]); break;
        case MUL: r[i.a] = (int32_t)((uint32_t)r[i.b] * (uint32_t)r[i.c]); break;
        case AND: r[i.a] = r[i.b] & r[i.c]; break;
        case SHIFT: r[i.a] = (int32_t)((uint32_t)r[i.b] >> i.value); break;
        case LOAD: r[i.a] = heap[r[i.b]]; break;
        case STORE: heap[r[i.a]] = r[i.b]; break;
        case LESS: r[i.a] = r[i.b] < r[i.c]; break;
        case EQUAL: r[i.a] = r[i.b] == r[i.c]; break;
        case JUMP: pc = (uint32_t)i.value - 1; break;
        case JUMP_IF:
            if (r[i.a]) pc = (uint32_t)i.value - 1;
            break;
        case JUMP_UNLESS:
            if (!r[i.a]) pc = (uint32_t)i.value - 1;
            break;
        case STOP: return;
        }
    }
}

void run(void) {
    for (int i = 0; i < 16; i++) registers[i] = 0;
    interpret(PROGRAM, registers);
}

double check(void) { return hash(0, registers, sizeof registers); }
