// A SQL session: statements from standard input, one per line, on the database that the first argument names.
#include <stdio.h>
#include <string.h>

#include "sqlite3.h"

static int row(void *unused, int count, char **values, char **names) {
    (void)unused, (void)names;
    for (int i = 0; i < count; i++) printf("%s%s", i ? "|" : "", values[i] ? values[i] : "NULL");
    printf("\n");
    return 0;
}

int main(int argc, char **argv) {
    sqlite3 *db;
    int errors = 0;
    if (sqlite3_open(argc > 1 ? argv[1] : ":memory:", &db) != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        return 100;
    }
    char line[4096];
    while (fgets(line, sizeof line, stdin)) {
        char *message = NULL;
        if (sqlite3_exec(db, line, row, NULL, &message) != SQLITE_OK) {
            fprintf(stderr, "%s\n", message ? message : "error");
            errors++;
        }
        sqlite3_free(message);
    }
    sqlite3_close(db);
    return errors;
}
