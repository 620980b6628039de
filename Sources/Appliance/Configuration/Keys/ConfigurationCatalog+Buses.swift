extension ConfigurationCatalog {
    static let busKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "buses[].name", .text, .required, .restart, "The line's name, in reports and in `--bus`; each once.",
            example: "line-1"),
        ConfigurationKey(
            "buses[].port", .either([.path, .mapping]), .means("the bus has a `host`"), .applied,
            "The serial port: a path, best one of /dev/serial/by-id, or a mapping that says which USB adapter it is. `gridtally ports` shows what to write.",
            example: "/dev/serial/by-id/usb-FTDI_FT232R_A5069RR4-if00-port0"),
        ConfigurationKey(
            "buses[].port.usb_serial", .text, .means("`usb_path` says which"), .applied,
            "The adapter's serial number.", example: "A5069RR4"),
        ConfigurationKey(
            "buses[].port.usb_path", .text, .means("`usb_serial` says which"), .applied,
            "The socket that the adapter is in, for adapters without a serial number.", example: "1-1.3"),
        ConfigurationKey(
            "buses[].port.vendor", .hexadecimal(digits: 4), .means("any"), .applied,
            "The adapter's USB vendor, as the system lists it.", example: "\"0403\""),
        ConfigurationKey(
            "buses[].port.product", .hexadecimal(digits: 4), .means("any"), .applied,
            "The adapter's USB product, as the system lists it.", example: "\"6001\""),
        ConfigurationKey(
            "buses[].port.interface", .integer(0...255), .means("the only one"), .applied,
            "Which port of an adapter with several.", example: "0"),
        ConfigurationKey(
            "buses[].baud", .integer(1200...921_600), unit: "bits a second", .value("9600"), .applied,
            "The line's rate. All devices on it have the same.", example: "19200"),
        ConfigurationKey(
            "buses[].parity", .choice(["N", "E", "O"]), .value("N"), .applied, "None, even or odd.", example: "E"),
        ConfigurationKey(
            "buses[].stop_bits", .integer(1...2), .value("1"), .applied, "Stop bits after each character.", example: "1"
        ),
        ConfigurationKey(
            "buses[].rs485", .either([.choice(["off"]), .mapping]), .means("the driver's mode stays as it is"),
            .applied,
            "The kernel's RS-485 mode, in which the port's driver switches the direction by RTS. Most USB adapters need none and have none.",
            example: "{rts: on_send}"),
        ConfigurationKey(
            "buses[].rs485.rts", .choice(["on_send", "after_send"]), .required, .applied, "When RTS is high.",
            example: "on_send"),
        ConfigurationKey(
            "buses[].rs485.delay_before_ms", .integer(0...100), unit: "milliseconds", .value("0"), .applied,
            "From the switch to the first bit.", example: "1"),
        ConfigurationKey(
            "buses[].rs485.delay_after_ms", .integer(0...100), unit: "milliseconds", .value("0"), .applied,
            "From the last bit to the switch.", example: "1"),
        ConfigurationKey(
            "buses[].latency_timer", .choice(["shortest", "unchanged"]), .value("shortest"), .applied,
            "The timer by which an FTDI adapter keeps answers back: set to 1 ms, or left alone.", example: "shortest"),
        ConfigurationKey(
            "buses[].host", .text, .means("the bus has a `port`"), .applied,
            "A device or a gateway on the network, with several units behind it. One bus for each host and port.",
            example: "192.168.1.20"),
        ConfigurationKey(
            "buses[].tcp_port", .integer(1...65_535), .value("502"), .applied, "The gateway's TCP port.", example: "502"
        ),
        ConfigurationKey(
            "buses[].framing", .choice(["tcp", "rtu"]), .value("tcp"), .applied,
            "Modbus TCP, or RTU frames that the gateway passes through as they are.", example: "rtu"),
        ConfigurationKey(
            "buses[].poll", .number(0.05...3600), unit: "seconds", .value("10"), .applied,
            "From one reading of a meter's energy registers to the next.", example: "10"),
        ConfigurationKey(
            "buses[].telemetry", .number(0.05...86_400), unit: "seconds", .means("they are not read"), .applied,
            "From one reading of voltage, current and the other quantities to the next.", example: "60"),
        ConfigurationKey(
            "buses[].silence", .choice(["standard", "strict-characters"]), .value("standard"), .applied,
            "Between frames above 19 200 baud: the standard's fixed 1.75 ms, or 3.5 characters there too.",
            example: "standard"),
        ConfigurationKey(
            "buses[].second_master", .choice(["refuse", "tolerate"]), .value("refuse"), .applied,
            "While another master asks on this line: send nothing, or go on in its pauses.", example: "refuse"),
        ConfigurationKey(
            "buses[].timeout_ms", .integer(20...60_000), unit: "milliseconds", .value("1000"), .applied,
            "No answer is waited for longer. What each unit really needs is learned below this.", example: "1000"),
        ConfigurationKey(
            "buses[].devices", .list(of: .mapping, atMost: 247), .required, .applied,
            "The meters and relay modules on the line. One that a relay needs goes only with a restart.",
            example: "[]"),
        ConfigurationKey(
            "buses[].cable_order", .list(of: .text, atMost: 247), .means("not known"), .applied,
            "Devices from the box outwards. With it `gridtally line-test` says where a cable is broken.",
            example: "[]"),
    ]
}
