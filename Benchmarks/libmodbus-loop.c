/* What a plain libmodbus master with one thread for each connection reaches, as the anchor of `gridtally measure tcp`:
   libmodbus-loop PORT GATEWAYS UNITS REGISTERS SECONDS */
#include <modbus.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static int units, registers;
static double seconds;

struct worker {
  pthread_t thread;
  int port;
  long good, failed;
};

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void *work(void *raw) {
  struct worker *worker = raw;
  modbus_t *connection = modbus_new_tcp("127.0.0.1", worker->port);
  uint16_t words[125];
  if (modbus_connect(connection) < 0) {
    worker->failed = 1;
    return NULL;
  }
  double end = now(CLOCK_MONOTONIC) + seconds;
  while (now(CLOCK_MONOTONIC) < end) {
    for (int unit = 1; unit <= units; unit++) {
      modbus_set_slave(connection, unit);
      if (modbus_read_input_registers(connection, 0, registers, words) == registers) worker->good++;
      else worker->failed++;
    }
  }
  modbus_close(connection);
  modbus_free(connection);
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 6) {
    fprintf(stderr, "usage: libmodbus-loop PORT GATEWAYS UNITS REGISTERS SECONDS\n");
    return 2;
  }
  int port = atoi(arguments[1]), gateways = atoi(arguments[2]);
  units = atoi(arguments[3]);
  registers = atoi(arguments[4]);
  seconds = atof(arguments[5]);
  struct worker *workers = calloc((size_t)gateways, sizeof *workers);
  if (!workers) return 1;
  double start = now(CLOCK_MONOTONIC);
  for (int i = 0; i < gateways; i++) {
    workers[i].port = port + i;
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i])) return 1;
  }
  long good = 0, failed = 0;
  for (int i = 0; i < gateways; i++) {
    pthread_join(workers[i].thread, NULL);
    good += workers[i].good;
    failed += workers[i].failed;
  }
  double elapsed = now(CLOCK_MONOTONIC) - start, processor = now(CLOCK_PROCESS_CPUTIME_ID);
  printf("{\"transactions\":%ld,\"failures\":%ld,\"transactions_per_second\":%.1f,\"processor_microseconds_per_transaction\":%.2f}\n",
         good, failed, (double)good / elapsed, processor * 1e6 / (double)(good ? good : 1));
  return 0;
}
