// Fibonacci numbers by double recursion, and the Ackermann function: calls and nothing else
#include "../kernel.h"

static uint32_t result[2];

void init(void) {}

static uint32_t fib(uint32_t n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

static uint32_t ackermann(uint32_t m, uint32_t n) {
    if (m == 0) return n + 1;
    if (n == 0) return ackermann(m - 1, 1);
    return ackermann(m - 1, ackermann(m, n - 1));
}

void run(void) {
    // Hidden from the optimiser, which could compute the results.
    volatile uint32_t n = 30, a = 2, b = 400;
    result[0] = fib(n);
    result[1] = ackermann(a, b);
}

double check(void) { return hash(0, result, sizeof result); }
