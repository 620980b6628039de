/* A serial line of simulated meters that is paced to the microsecond and knows nothing of the product: it answers
   functions 3 and 4 with zeros for every unit, and counts requests that came before the silence was over.

   paced-line LINK BAUD TURNAROUND_MS SILENCE_US SECONDS

   Puts a symbolic link LINK to its pseudo-terminal, serves for SECONDS and prints what it saw. A character has 10 bits.
   It waits actively for the last 200 us of every deadline, so that what a measurement loses is the master's. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { ACTIVE_NS = 200000, MAXIMUM_FRAME = 256 };

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void wait_until(int64_t deadline) {
  int64_t rest = deadline - now() - ACTIVE_NS;
  if (rest > 0) {
    struct timespec time = {rest / 1000000000, rest % 1000000000};
    nanosleep(&time, NULL);
  }
  while (now() < deadline) {}
}

static uint16_t checksum(const uint8_t *bytes, size_t count) {
  uint16_t value = 0xFFFF;
  for (size_t i = 0; i < count; i++) {
    value ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) value = value & 1 ? value >> 1 ^ 0xA001 : value >> 1;
  }
  return value;
}

/* The answer's length; 0 where the request is none. */
static size_t answer(const uint8_t *request, size_t count, uint8_t *frame) {
  if (count != 8 || checksum(request, 8) != 0) return 0;
  size_t registers = (size_t)request[4] << 8 | request[5];
  if ((request[1] != 3 && request[1] != 4) || registers < 1 || registers > 125) return 0;
  frame[0] = request[0];
  frame[1] = request[1];
  frame[2] = (uint8_t)(2 * registers);
  memset(frame + 3, 0, 2 * registers);
  size_t length = 3 + 2 * registers;
  uint16_t sum = checksum(frame, length);
  frame[length] = sum & 0xFF;
  frame[length + 1] = sum >> 8;
  return length + 2;
}

static int open_terminal(const char *link, int *slave) {
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
  if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) return -1;
  const char *name = ptsname(master);
  *slave = open(name, O_RDWR | O_NOCTTY);
  struct termios settings;
  if (*slave < 0 || tcgetattr(*slave, &settings) < 0) return -1;
  cfmakeraw(&settings);
  tcsetattr(*slave, TCSANOW, &settings);
  unlink(link);
  return symlink(name, link) < 0 ? -1 : master;
}

int main(int count, char **arguments) {
  if (count != 6) {
    fprintf(stderr, "usage: paced-line LINK BAUD TURNAROUND_MS SILENCE_US SECONDS\n");
    return 2;
  }
  int64_t character = 10000000000LL / atol(arguments[2]);
  int64_t turnaround = atol(arguments[3]) * 1000000LL, silence = (int64_t)(atof(arguments[4]) * 1000);
  int slave, master = open_terminal(arguments[1], &slave);
  if (master < 0) {
    perror("paced-line");
    return 1;
  }
  prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);
  int64_t end = now() + (int64_t)(atof(arguments[5]) * 1e9), free_since = 0, least = INT64_MAX;
  long requests = 0, violations = 0, unknown = 0;
  while (now() < end) {
    struct pollfd item = {master, POLLIN, 0};
    if (poll(&item, 1, 100) <= 0) continue;
    int64_t seen = now();
    uint8_t request[MAXIMUM_FRAME], frame[MAXIMUM_FRAME];
    ssize_t got = read(master, request, sizeof request);
    if (got <= 0) continue;
    if (free_since) {
      if (seen - free_since < least) least = seen - free_since;
      if (seen - free_since < silence) violations++;
    }
    size_t length = answer(request, (size_t)got, frame);
    int64_t time = seen + got * character;
    if (!length) {
      unknown++;
      free_since = time;
      continue;
    }
    requests++;
    time += turnaround;
    /* No character is there before it would have ended on the wire; half a millisecond of them at a time. */
    size_t piece = character > 500000 ? 1 : (size_t)(500000 / character);
    for (size_t sent = 0; sent < length;) {
      size_t next = sent + piece < length ? sent + piece : length;
      wait_until(time + (int64_t)next * character);
      if (write(master, frame + sent, next - sent) < 0 && errno != EAGAIN) break;
      sent = next;
    }
    free_since = time + (int64_t)length * character;
  }
  printf("{\"requests\":%ld,\"violations\":%ld,\"unknown\":%ld,\"least_silence_us\":%.1f,\"silence_us\":%.1f}\n", requests,
         violations, unknown, least == INT64_MAX ? 0 : least / 1000.0, silence / 1000.0);
  unlink(arguments[1]);
  return 0;
}
