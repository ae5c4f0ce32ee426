/* Fails one fsync or fdatasync for each time the file named by TAIZHANG_FAILING_SYNC is made: loaded before
   libc into every process of a PostgreSQL that is to meet a failing disk. */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int is_due(void)
{
    int before = errno;
    const char *file = getenv("TAIZHANG_FAILING_SYNC");
    if (file != NULL && unlink(file) == 0) {
        errno = EIO;
        return 1;
    }
    errno = before;
    return 0;
}

int fsync(int file)
{
    return is_due() ? -1 : (int)syscall(SYS_fsync, file);
}

int fdatasync(int file)
{
    return is_due() ? -1 : (int)syscall(SYS_fdatasync, file);
}
