// What POSIX programs do with files. Prints one line per step. Without an argument, what every host does alike;
// with one, also what others get wrong (short writes, lost entries, lost nanoseconds, links followed).
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void say(const char *what, long result) {
    if (result < 0) printf("%-28s %s\n", what, strerror(errno));
    else printf("%-28s %ld\n", what, result);
}

// A way out, which hosts refuse with different words.
static void refused(const char *what, long result) { printf("%-28s %s\n", what, result < 0 ? "refused" : "no!"); }

static void put(const char *path, const char *text) {
    FILE *f = fopen(path, "w");
    if (!f) { say(path, -1); return; }
    fputs(text, f);
    fclose(f);
}

static void show(const char *path) {
    char text[256];
    FILE *f = fopen(path, "r");
    if (!f) { say(path, -1); return; }
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = 0;
    fclose(f);
    printf("%-28s %zu: %s\n", path, n, text);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *path) {
    char *names[64];
    int count = 0;
    DIR *dir = opendir(path);
    if (!dir) { say(path, -1); return; }
    for (struct dirent *e; (e = readdir(dir)) && count < 64;) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        char entry[300];
        snprintf(entry, sizeof entry, "%s%s", e->d_name, e->d_type == DT_DIR ? "/" : e->d_type == DT_LNK ? "@" : "");
        names[count++] = strdup(entry);
    }
    closedir(dir);
    qsort(names, count, sizeof *names, by_name);
    printf("%-28s", path);
    for (int i = 0; i < count; i++) { printf(" %s", names[i]); free(names[i]); }
    printf("\n");
}

int main(int argc, char **argv) {
    (void)argv;
    int strict = argc > 1;
    show("/given.txt");
    put("/a.txt", "one");
    show("/a.txt");
    say("mkdir", mkdir("/dir", 0755));
    say("mkdir again", mkdir("/dir", 0755));
    put("/dir/b.txt", "two");
    say("rename into", rename("/a.txt", "/dir/a.txt"));
    show("/a.txt");
    list("/");
    list("/dir");
    say("rmdir not empty", rmdir("/dir"));
    say("unlink directory", unlink("/dir"));
    say("rmdir file", rmdir("/dir/b.txt"));
    refused("open beyond", open("/dir/../../etc/passwd", O_RDONLY));
    say("open missing", open("/no/such", O_RDONLY));
    say("open file as directory", open("/dir/b.txt", O_RDONLY | O_DIRECTORY));
    say("create existing", open("/dir/b.txt", O_RDWR | O_CREAT | O_EXCL, 0644));

    int fd = open("/dir/c.bin", O_RDWR | O_CREAT | O_TRUNC, 0644);
    if (strict) {
        struct iovec out[2] = {{"hello", 5}, {", world", 7}};
        say("writev", writev(fd, out, 2));
    } else {
        say("write", write(fd, "hello, world", 12));
    }
    say("lseek", lseek(fd, -5, SEEK_END));
    char buf[16] = {0};
    say("read", read(fd, buf, sizeof buf));
    printf("%-28s %s\n", "", buf);
    say("read at end", read(fd, buf, sizeof buf));
    say("pwrite behind", pwrite(fd, "!", 1, 20));
    struct stat st;
    say("fstat", fstat(fd, &st));
    printf("%-28s %lld %d\n", "", (long long)st.st_size, S_ISREG(st.st_mode));
    memset(buf, 'x', sizeof buf);
    say("pread hole", pread(fd, buf, 4, 14));
    printf("%-28s %d%d%d%d\n", "", buf[0], buf[1], buf[2], buf[3]);
    say("ftruncate", ftruncate(fd, 5));
    say("lseek negative", lseek(fd, -1, SEEK_SET));
    say("close", close(fd));
    say("close again", close(fd));
    show("/dir/c.bin");

    fd = open("/dir/c.bin", O_WRONLY | O_APPEND);
    say("append", write(fd, " again", 6));
    say("read of write-only", read(fd, buf, 1));
    close(fd);
    show("/dir/c.bin");

    say("symlink", symlink("c.bin", "/dir/link"));
    show("/dir/link");
    ssize_t n = readlink("/dir/link", buf, strict ? 3 : 16);
    printf("%-28s %zd %.*s\n", "readlink", n, (int)n, buf);
    say("lstat", lstat("/dir/link", &st));
    printf("%-28s %d\n", "", S_ISLNK(st.st_mode));
    if (strict) say("open without following", open("/dir/link", O_RDONLY | O_NOFOLLOW));
    say("symlink out", symlink("../../etc/passwd", "/dir/out"));
    refused("open it", open("/dir/out", O_RDONLY));
    say("symlink to itself", symlink("self", "/dir/self"));
    say("open it", open("/dir/self", O_RDONLY));
    say("link", link("/dir/c.bin", "/hard"));
    say("stat", stat("/hard", &st));
    printf("%-28s %d\n", "links", (int)st.st_nlink);
    say("unlink", unlink("/dir/c.bin"));
    show("/hard");
    list("/dir");

    struct timespec times[2] = {{1000, strict ? 5 : 0}, {2000, strict ? 7 : 0}};
    say("utimensat", utimensat(AT_FDCWD, "/hard", times, 0));
    say("stat", stat("/hard", &st));
    printf("%-28s %lld.%ld %lld.%ld\n", "", (long long)st.st_atim.tv_sec, st.st_atim.tv_nsec,
           (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    say("rename directory", rename("/dir", "/moved"));
    say("rename into itself", rename("/moved", "/moved/deeper"));
    list("/");
    list("/moved");

    // A directory that takes several calls to list. Files can be removed meanwhile; every one is seen.
    mkdir("/many", 0755);
    for (int i = 0; i < 300; i++) {
        char path[64];
        snprintf(path, sizeof path, "/many/file-with-a-long-name-%d", i);
        put(path, "");
    }
    DIR *dir = opendir("/many");
    int seen = 0;
    for (struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] == '.') continue;
        char path[300];
        snprintf(path, sizeof path, "/many/%s", e->d_name);
        if (!strict || unlink(path) == 0) seen++;
    }
    closedir(dir);
    printf("%-28s %d\n", strict ? "removed while listing" : "listed", seen);
    say("rmdir", rmdir("/many"));
    return strict;
}
