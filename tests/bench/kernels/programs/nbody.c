// Five bodies under gravity, by the leapfrog method
#include "../kernel.h"

enum { BODIES = 5, STEPS = 60000 };
struct body {
    double x, y, z, vx, vy, vz, mass;
};
static struct body *bodies;

void init(void) {
    NEW(bodies, BODIES);
    for (int i = 0; i < BODIES; i++)
        bodies[i] = (struct body){i * 3.1,        i * i * 0.7 - 2, i * 0.9,           0.11 * (i % 2) - 0.05,
                                  0.2 - 0.07 * i, 0.03 * i,        i ? 0.05 / i : 3.5};
}

static void step(struct body b[BODIES], double dt) {
    for (int i = 0; i < BODIES; i++)
        for (int j = i + 1; j < BODIES; j++) {
            double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z;
            double d2 = dx * dx + dy * dy + dz * dz + 1e-3;
            double f = dt / (d2 * __builtin_sqrt(d2));
            b[i].vx -= dx * b[j].mass * f, b[i].vy -= dy * b[j].mass * f, b[i].vz -= dz * b[j].mass * f;
            b[j].vx += dx * b[i].mass * f, b[j].vy += dy * b[i].mass * f, b[j].vz += dz * b[i].mass * f;
        }
    for (int i = 0; i < BODIES; i++) {
        b[i].x += dt * b[i].vx;
        b[i].y += dt * b[i].vy;
        b[i].z += dt * b[i].vz;
    }
}

void run(void) {
    for (int i = 0; i < STEPS; i++) step(bodies, 0.001);
}

double check(void) { return hash(0, bodies, BODIES * sizeof *bodies); }
