#define _GNU_SOURCE
#include "platform.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <malloc.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

struct start {
  char name[16];
  void (*body)(void *);
  void *context;
};

static void *trampoline(void *raw) {
  struct start start = *(struct start *)raw;
  free(raw);
  pthread_setname_np(pthread_self(), start.name);
  /* These threads pace lines: the kernel's usual 50 us of slack on every wait would leave a line idle. */
  prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);
  start.body(start.context);
  return NULL;
}

int gt_thread_start(const char *name, size_t stack_size, void (*body)(void *), void *context) {
  struct start *start = calloc(1, sizeof *start);
  if (!start) return -ENOMEM;
  strncpy(start->name, name, sizeof start->name - 1);
  start->body = body;
  start->context = context;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack_size);
  pthread_t thread;
  int code = pthread_create(&thread, &attributes, trampoline, start);
  pthread_attr_destroy(&attributes);
  if (code) free(start);
  return -code;
}

int gt_thread_id(void) { return (int)gettid(); }
int gt_thread_name(char *buffer, size_t size) { return -pthread_getname_np(pthread_self(), buffer, size); }

struct gt_mutex {
  pthread_mutex_t mutex;
};

gt_mutex *gt_mutex_new(void) {
  gt_mutex *mutex = calloc(1, sizeof *mutex);
  if (mutex) pthread_mutex_init(&mutex->mutex, NULL);
  return mutex;
}
void gt_mutex_free(gt_mutex *mutex) {
  pthread_mutex_destroy(&mutex->mutex);
  free(mutex);
}
void gt_mutex_lock(gt_mutex *mutex) { pthread_mutex_lock(&mutex->mutex); }
void gt_mutex_unlock(gt_mutex *mutex) { pthread_mutex_unlock(&mutex->mutex); }

int gt_eventfd(void) {
  int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return fd < 0 ? -errno : fd;
}
int gt_eventfd_signal(int fd) {
  uint64_t one = 1;
  ssize_t count;
  do count = write(fd, &one, sizeof one);
  while (count < 0 && errno == EINTR);
  return count == sizeof one || errno == EAGAIN ? 0 : -errno;
}
static volatile sig_atomic_t interruption_fd = -1;

static void interrupted(int number) {
  (void)number;
  int code = errno;
  gt_eventfd_signal(interruption_fd);
  errno = code;
}

int gt_interruptions_to_eventfd(int fd) {
  interruption_fd = fd;
  struct sigaction action = {.sa_handler = interrupted, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  if (sigaction(SIGINT, &action, NULL) < 0 || sigaction(SIGTERM, &action, NULL) < 0) return -errno;
  return 0;
}

int gt_eventfd_drain(int fd) {
  uint64_t value;
  ssize_t count = read(fd, &value, sizeof value);
  return count == sizeof value ? 1 : (errno == EAGAIN ? 0 : -errno);
}

static int64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
int64_t gt_monotonic_ns(void) { return clock_ns(CLOCK_MONOTONIC); }
int64_t gt_boottime_ns(void) { return clock_ns(CLOCK_BOOTTIME); }
int gt_clock_synchronised(void) {
  struct timex state = {0};
  int code = adjtimex(&state);
  return code >= 0 && code != TIME_ERROR && !(state.status & STA_UNSYNC);
}
int64_t gt_realtime_ns(void) { return clock_ns(CLOCK_REALTIME); }
int gt_sleep_until_monotonic_ns(int64_t deadline) {
  struct timespec until = {deadline / 1000000000, deadline % 1000000000};
  int code;
  do code = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
  while (code == EINTR);
  return -code;
}

int gt_open(const char *path, int flags, unsigned mode) {
  int fd;
  do fd = open(path, flags | O_CLOEXEC, mode);
  while (fd < 0 && errno == EINTR);
  return fd < 0 ? -errno : fd;
}
int gt_lock_exclusive(int fd) { return flock(fd, LOCK_EX | LOCK_NB) < 0 ? -errno : 0; }
int gt_fdatasync(int fd) {
  int code;
  do code = fdatasync(fd);
  while (code < 0 && errno == EINTR);
  return code < 0 ? -errno : 0;
}
int gt_fsync_directory(const char *path) {
  int fd = gt_open(path, O_RDONLY | O_DIRECTORY, 0);
  if (fd < 0) return fd;
  int code = fsync(fd) < 0 ? -errno : 0;
  close(fd);
  return code;
}

int gt_line_settings(int fd, struct gt_line *line) {
  struct termios2 settings;
  if (ioctl(fd, TCGETS2, &settings) < 0) return -errno;
  line->baud = (int)settings.c_ospeed;
  switch (settings.c_cflag & CSIZE) {
    case CS5: line->data_bits = 5; break;
    case CS6: line->data_bits = 6; break;
    case CS7: line->data_bits = 7; break;
    default: line->data_bits = 8; break;
  }
  line->parity = settings.c_cflag & PARENB ? (settings.c_cflag & PARODD ? 'O' : 'E') : 'N';
  line->stop_bits = settings.c_cflag & CSTOPB ? 2 : 1;
  return 0;
}
int gt_line_set(int fd, int baud, char parity, int stop_bits) {
  struct termios2 settings;
  if (ioctl(fd, TCGETS2, &settings) < 0) return -errno;
  settings.c_cflag &= ~(CBAUD | (CBAUD << IBSHIFT) | CSIZE | PARENB | PARODD | CSTOPB);
  settings.c_cflag |= BOTHER | CS8;
  settings.c_ispeed = settings.c_ospeed = (speed_t)baud;
  /* A pseudo-terminal drops PARENB; INPCK stays, so a simulated line can see what its client has set. */
  settings.c_iflag &= ~INPCK;
  if (parity != 'N') {
    settings.c_cflag |= PARENB | (parity == 'O' ? PARODD : 0);
    settings.c_iflag |= INPCK;
  }
  if (stop_bits == 2) settings.c_cflag |= CSTOPB;
  return ioctl(fd, TCSETSW2, &settings) < 0 ? -errno : 0;
}
int gt_line_make_raw(int fd) {
  struct termios2 settings;
  if (ioctl(fd, TCGETS2, &settings) < 0) return -errno;
  settings.c_iflag = 0;
  settings.c_oflag = 0;
  settings.c_lflag = 0;
  settings.c_cflag |= CREAD | CLOCAL;
  return ioctl(fd, TCSETS2, &settings) < 0 ? -errno : 0;
}
int gt_line_marked_parity(int fd) {
  struct termios2 settings;
  if (ioctl(fd, TCGETS2, &settings) < 0) return -errno;
  if (!(settings.c_iflag & INPCK)) return 'N';
  return settings.c_cflag & PARODD ? 'O' : 'E';
}
int gt_line_exclusive(int fd) { return ioctl(fd, TIOCEXCL) < 0 ? -errno : 0; }
int gt_rs485_get(int fd, struct gt_rs485 *mode) {
  struct serial_rs485 kernel = {0};
  if (ioctl(fd, TIOCGRS485, &kernel) < 0) return -errno;
  mode->enabled = (kernel.flags & SER_RS485_ENABLED) != 0;
  mode->rts_on_send = (kernel.flags & SER_RS485_RTS_ON_SEND) != 0;
  mode->rts_after_send = (kernel.flags & SER_RS485_RTS_AFTER_SEND) != 0;
  mode->delay_before_ms = kernel.delay_rts_before_send;
  mode->delay_after_ms = kernel.delay_rts_after_send;
  return 0;
}
int gt_rs485_set(int fd, const struct gt_rs485 *mode) {
  struct serial_rs485 kernel = {0};
  if (mode->enabled) kernel.flags |= SER_RS485_ENABLED;
  if (mode->rts_on_send) kernel.flags |= SER_RS485_RTS_ON_SEND;
  if (mode->rts_after_send) kernel.flags |= SER_RS485_RTS_AFTER_SEND;
  kernel.delay_rts_before_send = mode->delay_before_ms;
  kernel.delay_rts_after_send = mode->delay_after_ms;
  return ioctl(fd, TIOCSRS485, &kernel) < 0 ? -errno : 0;
}

int gt_pty_open(char *slave_path, size_t size) {
  int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return -errno;
  int unlock = 0, number = 0;
  if (ioctl(fd, TIOCSPTLCK, &unlock) < 0 || ioctl(fd, TIOCGPTN, &number) < 0) {
    int code = -errno;
    close(fd);
    return code;
  }
  snprintf(slave_path, size, "/dev/pts/%d", number);
  return fd;
}
/* Unix98 pty slaves have the major numbers 136..143 (Documentation/admin-guide/devices.txt). */
int gt_is_pty(int fd) {
  struct stat status;
  if (fstat(fd, &status) < 0) return -errno;
  if (!S_ISCHR(status.st_mode)) return 0;
  unsigned device = major(status.st_rdev);
  return device >= 136 && device <= 143;
}

static int connect_within(int fd, const struct sockaddr *address, socklen_t length, int64_t timeout_ns) {
  if (connect(fd, address, length) == 0) return 0;
  if (errno != EINPROGRESS) return -errno;
  /* Not select, which fails the whole process for descriptors from 1024 on. */
  struct pollfd item = {fd, POLLOUT, 0};
  int64_t end = clock_ns(CLOCK_MONOTONIC) + timeout_ns;
  int count;
  do {
    int64_t left = end - clock_ns(CLOCK_MONOTONIC);
    if (left < 0) left = 0;
    struct timespec limit = {left / 1000000000, left % 1000000000};
    count = ppoll(&item, 1, &limit, NULL);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  if (count == 0) return -ETIMEDOUT;
  int code = 0;
  socklen_t size = sizeof code;
  return getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size) < 0 ? -errno : -code;
}

int gt_tcp_connect(const char *host, const char *port, int64_t timeout_ns) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
  struct addrinfo *addresses = NULL;
  int code = getaddrinfo(host, port, &hints, &addresses);
  if (code == EAI_SYSTEM) return -errno;
  if (code != 0) return -EHOSTUNREACH;
  int result = -EHOSTUNREACH;
  for (struct addrinfo *address = addresses; address && result < 0; address = address->ai_next) {
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
      result = -errno;
      continue;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    result = connect_within(fd, address->ai_addr, address->ai_addrlen, timeout_ns);
    if (result == 0) result = fd;
    else close(fd);
  }
  freeaddrinfo(addresses);
  return result;
}

int gt_socket_receive_waits(int fd, int64_t timeout_ns) {
  struct timeval limit = {timeout_ns / 1000000000, timeout_ns % 1000000000 / 1000};
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) < 0) return -errno;
  int flags = fcntl(fd, F_GETFL);
  return flags < 0 || fcntl(fd, F_SETFL, flags & ~O_NONBLOCK) < 0 ? -errno : 0;
}

int gt_wait_readable(int fd, int wake_fd, int64_t timeout_ns) { return gt_wait_port(fd, wake_fd, -1, timeout_ns); }

int gt_wait_port(int fd, int wake_fd, int names_fd, int64_t timeout_ns) {
  /* The kernel leaves out what is negative. */
  struct pollfd items[3] = {{fd, POLLIN, 0}, {wake_fd, POLLIN, 0}, {names_fd, POLLIN, 0}};
  struct timespec limit = {timeout_ns / 1000000000, timeout_ns % 1000000000};
  int count;
  do count = ppoll(items, 3, timeout_ns < 0 ? NULL : &limit, NULL);
  while (count < 0 && errno == EINTR);
  if (count < 0) return -errno;
  if (count == 0) return 0;
  if (items[0].revents & POLLIN) return 1;
  if (items[0].revents & (POLLHUP | POLLERR | POLLNVAL)) return -EIO;
  return names_fd >= 0 && items[2].revents ? 2 : 0;
}

int gt_watch_new(void) {
  int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  return fd < 0 ? -errno : fd;
}
int gt_watch_folder(int watch, const char *path) {
  uint32_t mask = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF;
  return inotify_add_watch(watch, path, mask | IN_ONLYDIR) < 0 ? -errno : 0;
}
int gt_watch_node(int watch, const char *path) {
  uint32_t mask = IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF;
  return inotify_add_watch(watch, path, mask | IN_DONT_FOLLOW) < 0 ? -errno : 0;
}
int gt_watch_drain(int watch) {
  char buffer[4096] __attribute__((aligned(8)));
  ssize_t count;
  do count = read(watch, buffer, sizeof buffer);
  while (count > 0 || (count < 0 && errno == EINTR));
  return count < 0 && errno != EAGAIN ? -errno : 0;
}

int gt_malloc_keep_small(int arenas) {
  /* Setting the threshold also ends its growth with the largest block ever freed. */
  return mallopt(M_ARENA_MAX, arenas) && mallopt(M_TRIM_THRESHOLD, 128 * 1024);
}
