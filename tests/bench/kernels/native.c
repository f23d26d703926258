// Runs a natively compiled kernel: argv is NAME RUNS [BUDGET_MS]. Prints what every runner prints, see ../README.md.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void init(void);
void run(void);
double check(void);
void setup(void) __attribute__((weak)); // instantiation, for what wasm2c made

static long long nanoseconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

// Not inlined: callgrind counts what happens inside.
__attribute__((noinline)) void measured_run(void) { run(); }

int main(int argc, char **argv) {
    int runs = argc > 2 ? atoi(argv[2]) : 1;
    long long budget = argc > 3 ? atoll(argv[3]) * 1000000 : 0, start = nanoseconds(CLOCK_MONOTONIC);
    if (setup) {
        long long t = nanoseconds(CLOCK_MONOTONIC);
        setup();
        printf("instantiate_ns %lld\n", nanoseconds(CLOCK_MONOTONIC) - t);
    }
    for (int i = 0; i < runs; i++) {
        init();
        long long cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID), wall = nanoseconds(CLOCK_MONOTONIC);
        measured_run();
        wall = nanoseconds(CLOCK_MONOTONIC) - wall;
        cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
        if (i == 0) {
            double result = check();
            unsigned long long bits;
            memcpy(&bits, &result, sizeof bits);
            printf("check 0x%016llx\n", bits);
        }
        printf("run_ns %lld %lld\n", wall, cpu);
        if (budget && nanoseconds(CLOCK_MONOTONIC) - start > budget) break;
    }
    return 0;
}
