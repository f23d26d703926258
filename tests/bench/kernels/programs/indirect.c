// Indirect dispatch: objects of eight kinds with two virtual methods, in random order
#include "../kernel.h"

enum { N = 4096, ROUNDS = 200 };
struct object {
    uint32_t (*step)(struct object *, uint32_t);
    uint32_t (*weight)(const struct object *);
    uint32_t state, kind;
};
static struct object *objects;
static uint32_t total;

static uint32_t add(struct object *o, uint32_t x) { return o->state += x; }
static uint32_t subtract(struct object *o, uint32_t x) { return o->state -= x; }
static uint32_t exclusive(struct object *o, uint32_t x) { return o->state ^= x << 3; }
static uint32_t multiply(struct object *o, uint32_t x) { return o->state = o->state * 5 + x; }
static uint32_t shift(struct object *o, uint32_t x) { return o->state = o->state >> 1 ^ x; }
static uint32_t both(struct object *o, uint32_t x) { return o->state & x; }
static uint32_t count(struct object *o, uint32_t x) { return o->state++ + x; }
static uint32_t keep(struct object *o, uint32_t x) { return o->state | (x & 1); }

static uint32_t low(const struct object *o) { return o->state & 0xff; }
static uint32_t high(const struct object *o) { return o->state >> 24; }
static uint32_t one(const struct object *o) { return 1 + o->kind; }

void init(void) {
    static uint32_t (*const steps[])(struct object *, uint32_t) = {add, subtract, exclusive, multiply,
                                                                   shift, both, count, keep};
    static uint32_t (*const weights[])(const struct object *) = {low, high, one};
    NEW(objects, N);
    uint32_t random = 11;
    for (int i = 0; i < N; i++) {
        uint32_t x = next_random(&random);
        objects[i] = (struct object){steps[x >> 29], weights[x % 3], x, x >> 29};
    }
}

void run(void) {
    total = 0;
    for (uint32_t r = 0; r < ROUNDS; r++)
        for (int i = 0; i < N; i++) total = total * 3 + objects[i].step(&objects[i], r) + objects[i].weight(&objects[i]);
}

double check(void) { return hash(0, &total, sizeof total); }
