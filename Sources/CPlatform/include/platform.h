#pragma once
#include <stddef.h>
#include <stdint.h>

/* What Glibc's Swift overlay leaves out: GNU extensions, variadic calls, non-modular pthread types.
   Every function that can fail returns a negative errno. */

/* Threads and locks. */
int gt_thread_start(const char *name, size_t stack_size, void (*body)(void *), void *context);
int gt_thread_id(void);
int gt_thread_name(char *buffer, size_t size);
typedef struct gt_mutex gt_mutex;
gt_mutex *gt_mutex_new(void);
void gt_mutex_free(gt_mutex *mutex);
void gt_mutex_lock(gt_mutex *mutex);
void gt_mutex_unlock(gt_mutex *mutex);

/* From now on malloc keeps at most so many arenas, and gives back what is free at their ends. 1, or 0 where it refuses. */
int gt_malloc_keep_small(int arenas);

/* eventfd. */
int gt_eventfd(void);
int gt_eventfd_signal(int fd);
int gt_eventfd_drain(int fd);

/* From now on SIGINT and SIGTERM do nothing but signal this eventfd, whatever thread takes them. */
int gt_interruptions_to_eventfd(int fd);

/* Clocks, in nanoseconds. */
int64_t gt_monotonic_ns(void);
int64_t gt_realtime_ns(void);
int gt_sleep_until_monotonic_ns(int64_t deadline);
int64_t gt_boottime_ns(void);
int gt_clock_synchronised(void); /* 1 where the kernel says that the system's clock is disciplined */

/* Files. */
int gt_open(const char *path, int flags, unsigned mode);
int gt_lock_exclusive(int fd); /* flock(LOCK_EX | LOCK_NB) */
int gt_fdatasync(int fd);
int gt_fsync_directory(const char *path);

/* Serial lines and pseudo-terminals. */
struct gt_line {
  int baud;       /* output speed in bit/s */
  int data_bits;  /* 5..8 */
  int parity;     /* 'N', 'E' or 'O' */
  int stop_bits;  /* 1 or 2 */
};
int gt_line_settings(int fd, struct gt_line *line);
/* Any rate; parity 'N', 'E' or 'O'; 1 or 2 stop bits; after what is being sent has gone out. */
int gt_line_set(int fd, int baud, char parity, int stop_bits);
int gt_line_make_raw(int fd);
/* A pty drops PARENB: there, INPCK marks parity, with PARODD for odd. Returns 'N', 'E' or 'O'. */
int gt_line_marked_parity(int fd);
int gt_line_exclusive(int fd); /* TIOCEXCL */
/* The kernel's RS-485 mode; RTS levels as the driver's flags have them. */
struct gt_rs485 {
  int enabled, rts_on_send, rts_after_send;
  unsigned delay_before_ms, delay_after_ms;
};
int gt_rs485_get(int fd, struct gt_rs485 *mode);
int gt_rs485_set(int fd, const struct gt_rs485 *mode);
int gt_pty_open(char *slave_path, size_t size); /* master descriptor, unlocked, close-on-exec, non-blocking */
int gt_is_pty(int fd);

/* A connected TCP socket, close-on-exec and without delay; the time-out is for each address of the host. */
int gt_tcp_connect(const char *host, const char *port, int64_t timeout_ns);

/* A socket whose reads wait for bytes, for so long at most, and then fail with EAGAIN. */
int gt_socket_receive_waits(int fd, int64_t timeout_ns);

/* 1 when readable, 0 at the time-out, negative errno; POLLHUP and POLLERR give -EIO. */
int gt_wait_readable(int fd, int wake_fd, int64_t timeout_ns);
/* As gt_wait_readable; 2 when only names_fd, which may be negative, is readable. */
int gt_wait_port(int fd, int wake_fd, int names_fd, int64_t timeout_ns);

/* inotify: names that come, go and change. */
int gt_watch_new(void);
/* Names in a folder that are made, removed, renamed or given to somebody else. */
int gt_watch_folder(int watch, const char *path);
/* A file or a link itself: removed, renamed, replaced. */
int gt_watch_node(int watch, const char *path);
int gt_watch_drain(int watch);
