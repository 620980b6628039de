/* Modbus TCP gateways by libmodbus, on 127.0.0.1: tcp-gateways PORT GATEWAYS SECONDS [DELAY_US]
   Gateway i listens on PORT + i and serves each connection on a thread of its own; all units share one image of input
   registers. DELAY_US is how long a device behind the gateway takes. */
#include <modbus.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static modbus_mapping_t *image;
static long delay_us;

static void *serve(void *raw) {
  modbus_t *connection = raw;
  uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
  int length;
  while ((length = modbus_receive(connection, query)) >= 0) {
    if (delay_us) usleep((useconds_t)delay_us);
    if (length > 0 && modbus_reply(connection, query, length, image) < 0) break;
  }
  modbus_close(connection);
  modbus_free(connection);
  return NULL;
}

int main(int count, char **arguments) {
  if (count < 4) {
    fprintf(stderr, "usage: tcp-gateways PORT GATEWAYS SECONDS [DELAY_US]\n");
    return 2;
  }
  int port = atoi(arguments[1]), gateways = atoi(arguments[2]);
  delay_us = count > 4 ? atol(arguments[4]) : 0;
  image = modbus_mapping_new(0, 0, 0, 200);
  struct pollfd *listeners = calloc((size_t)gateways, sizeof *listeners);
  if (!image || !listeners) return 1;
  for (int i = 0; i < 200; i += 2) image->tab_input_registers[i] = 0x4367; /* about 231 as a float's high word */
  for (int i = 0; i < gateways; i++) {
    modbus_t *listener = modbus_new_tcp("127.0.0.1", port + i);
    listeners[i] = (struct pollfd){modbus_tcp_listen(listener, 8), POLLIN, 0};
    if (listeners[i].fd < 0) {
      perror("tcp-gateways: listen");
      return 1;
    }
  }
  printf("READY\n");
  fflush(stdout);
  alarm((unsigned)atoi(arguments[3]));
  while (poll(listeners, (nfds_t)gateways, -1) > 0) {
    for (int i = 0; i < gateways; i++) {
      if (!(listeners[i].revents & POLLIN)) continue;
      modbus_t *connection = modbus_new_tcp("127.0.0.1", port + i);
      pthread_t thread;
      if (modbus_tcp_accept(connection, &listeners[i].fd) < 0 || pthread_create(&thread, NULL, serve, connection)) {
        modbus_free(connection);
        continue;
      }
      pthread_detach(thread);
    }
  }
  return 0;
}
