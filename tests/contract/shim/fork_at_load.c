/* A module that leaves a process behind, its number in the file FORK_PID, when it is loaded: then it exits, or
 * hangs where FORK_HANGS is set. */

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void write_pid(const char *path)
{
    FILE *file = fopen(path, "w");

    if (file) {
        fprintf(file, "%d\n", (int)getpid());
        fclose(file);
    }
}

__attribute__((constructor)) static void load(void)
{
    if (fork() == 0) {
        write_pid(getenv("FORK_PID"));
        for (;;)
            pause();
    }
    /* Only once the number is there. */
    while (access(getenv("FORK_PID"), F_OK) != 0)
        usleep(1000);
    if (getenv("FORK_HANGS"))
        for (;;)
            pause();
    _exit(3);
}
