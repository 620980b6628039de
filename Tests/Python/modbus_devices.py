#!/usr/bin/env python3
"""Simulated Modbus devices by an independent implementation (pymodbus 3.x), as a peer for the tests.

    modbus_devices.py rtu PATH BAUD IMAGE      serve on a serial port or pseudo-terminal
    modbus_devices.py tcp PORT IMAGE           serve on a loopback TCP port
    modbus_devices.py rtu-tcp PORT IMAGE       serve RTU frames on a loopback TCP port

IMAGE is a JSON object: unit -> {"holding": {address: word}, "input": {...}, "coils": {...}, "discrete": {...}}.
A key "identity" holds what function 43/14 tells: {"VendorName": "…", "ProductCode": "…"}.
Addresses are 0-based. Registers between the first and the last given one read as 0; others answer with exception 02,
and a unit that is not in the image with exception 04.
Prints READY as soon as requests are served, and ends when its standard input is closed. A line {"silent": [1, 2]} there
names the units that take requests and answer none from then on.
"""

import asyncio
import json
import sys

from pymodbus import FramerType
from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.pdu.device import ModbusDeviceIdentification
from pymodbus.server import ModbusSerialServer, ModbusTcpServer


def block(values):
    """One block from the lowest to the highest address, zeros between; a far-off one where there are no values."""
    if not values:
        return ModbusSequentialDataBlock(65535, [0])
    words = {int(address): word for address, word in values.items()}
    first, last = min(words), max(words)
    # The context counts registers from 1.
    return ModbusSequentialDataBlock(first + 1, [words.get(address, 0) for address in range(first, last + 1)])


def context(image):
    devices = {
        int(unit): ModbusDeviceContext(
            hr=block(tables.get("holding")),
            ir=block(tables.get("input")),
            co=block(tables.get("coils")),
            di=block(tables.get("discrete")),
        )
        for unit, tables in image.items()
        if unit != "identity"
    }
    return ModbusServerContext(devices=devices, single=False)


class Silence:
    """Keeps back the answers of the units that are to be silent."""

    def __init__(self, unit_offset):
        self.units = set()
        self.unit_offset = unit_offset

    def filter(self, sending, packet):
        return b"" if sending and packet[self.unit_offset] in self.units else packet


def make_server(arguments, silence):
    names = {"VendorName": "GridTally", "ProductCode": "PEER", "MajorMinorRevision": "1.0"}
    identity = ModbusDeviceIdentification(info_name=json.loads(arguments[-1]).get("identity", names))
    if arguments[0] == "rtu":
        _, path, baud, image = arguments
        return ModbusSerialServer(
            context(json.loads(image)),
            framer=FramerType.RTU,
            identity=identity,
            port=path,
            baudrate=int(baud),
            bytesize=8,
            parity="N",
            stopbits=1,
            trace_packet=silence.filter,
        )
    framing, port, image = arguments
    return ModbusTcpServer(
        context(json.loads(image)),
        framer=FramerType.RTU if framing == "rtu-tcp" else FramerType.SOCKET,
        identity=identity,
        address=("127.0.0.1", int(port)),
        trace_packet=silence.filter,
    )


async def main(arguments):
    # The unit is the first byte of an RTU frame and the seventh of a TCP one.
    silence = Silence(unit_offset=6 if arguments[0] == "tcp" else 0)
    server = make_server(arguments, silence)
    await server.serve_forever(background=True)
    print("READY", flush=True)
    while line := await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
        silence.units = set(json.loads(line)["silent"])
    await server.shutdown()


if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in ("rtu", "tcp", "rtu-tcp"):
        sys.exit(__doc__)
    asyncio.run(main(sys.argv[1:]))
