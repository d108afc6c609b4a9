/* A module whose loading never ends. */

#include <unistd.h>

__attribute__((constructor)) static void load(void)
{
    for (;;)
        pause();
}
