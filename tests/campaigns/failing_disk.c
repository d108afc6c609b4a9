/* A disk that fails: preloaded into a process, it lets the n-th write to a folder fail, and every later one too
 * where FAILING_DISK_STAYS is set (a full disk stays full; an I/O error may pass).
 *
 *   FAILING_DISK_UNDER   path prefix of the files that count, ':'-separated
 *   FAILING_DISK_AT      which write fails, from 1; 0 only counts
 *   FAILING_DISK_ERRNO   28 ENOSPC, 5 EIO
 *   FAILING_DISK_STAYS   "1": all later ones fail too
 *   FAILING_DISK_COUNT   file to which the number of writes seen is written at exit
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static _Atomic long seen;

static int under(const char *path)
{
    const char *prefixes = getenv("FAILING_DISK_UNDER");
    while (prefixes && *prefixes) {
        size_t length = strcspn(prefixes, ":");
        if (!strncmp(path, prefixes, length))
            return 1;
        prefixes += length + (prefixes[length] == ':');
    }
    return 0;
}

static int fails(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = 0;
    if (!under(path))
        return 0;
    long number = ++seen;
    const char *at = getenv("FAILING_DISK_AT"), *which = getenv("FAILING_DISK_ERRNO");
    long wanted = at ? atol(at) : 0;
    if (!wanted || number < wanted || (number > wanted && !getenv("FAILING_DISK_STAYS")))
        return 0;
    errno = which ? atoi(which) : ENOSPC;
    return 1;
}

__attribute__((destructor)) static void report(void)
{
    const char *path = getenv("FAILING_DISK_COUNT");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (file) {
        fprintf(file, "%d %ld\n", (int)getpid(), (long)seen);
        fclose(file);
    }
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t size)
{
    return fails(fd) ? -1 : REAL(write)(fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
    return fails(fd) ? -1 : REAL(pwrite)(fd, data, size, offset);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
    return fails(fd) ? -1 : REAL(pwrite64)(fd, data, size, offset);
}
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *put, size_t size, unsigned flags)
{
    return fails(to) ? -1 : REAL(copy_file_range)(from, at, to, put, size, flags);
}
int ftruncate(int fd, off_t size)
{
    return fails(fd) ? -1 : REAL(ftruncate)(fd, size);
}
int ftruncate64(int fd, off64_t size)
{
    return fails(fd) ? -1 : REAL(ftruncate64)(fd, size);
}
int fsync(int fd)
{
    return fails(fd) ? -1 : REAL(fsync)(fd);
}
int fdatasync(int fd)
{
    return fails(fd) ? -1 : REAL(fdatasync)(fd);
}
