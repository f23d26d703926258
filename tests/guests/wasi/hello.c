// A command that uses everything but files: arguments, environment, standard streams, clocks, randomness, exit status.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) printf("argument %d: %s\n", i, argv[i]);
    const char *name = getenv("NAME");
    printf("NAME is %s\n", name ? name : "not set");

    char line[64];
    int lines = 0;
    while (fgets(line, sizeof line, stdin)) {
        lines++;
        printf("line %d has %zu bytes\n", lines, strlen(line));
    }

    struct timespec a, b;
    if (clock_gettime(CLOCK_MONOTONIC, &a) == 0) {
        struct timespec pause = {0, 2000000};
        nanosleep(&pause, NULL);
        clock_gettime(CLOCK_MONOTONIC, &b);
        long nanos = (b.tv_sec - a.tv_sec) * 1000000000 + (b.tv_nsec - a.tv_nsec);
        printf("slept: %s\n", nanos >= 2000000 ? "yes" : "no");
    } else {
        printf("no clock: %s\n", strerror(errno));
    }

    unsigned char random[16];
    printf("random: %s\n", getentropy(random, sizeof random) == 0 ? "yes" : "no");
    fprintf(stderr, "%d lines\n", lines);
    return 40 + lines;
}
