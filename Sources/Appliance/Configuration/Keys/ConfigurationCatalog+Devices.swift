extension ConfigurationCatalog {
    static let deviceKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "buses[].devices[].name", .text, .required, .applied, "The device's name; each once on its bus.",
            example: "house-01"),
        ConfigurationKey(
            "buses[].devices[].unit", .integer(1...247), .required, .applied,
            "The device's Modbus address. `gridtally scan` finds it.", example: "1"),
        ConfigurationKey(
            "buses[].devices[].profile", .text, .required, .applied,
            "The device model. `gridtally profiles` lists them, and `gridtally identify` proposes one.",
            example: "eastron-sdm120"),
        ConfigurationKey(
            "buses[].devices[].meter", .text, .means("the device is no meter of the zone"), .applied,
            "Label of the meter on the chain. Only a device with one is polled.", example: "M1-01"),
        ConfigurationKey(
            "buses[].devices[].serial", .text, .means("as the meter tells it"), .applied,
            "The serial number on the name plate, for the crew's tools.", example: "\"12000101\""),
        ConfigurationKey(
            "buses[].devices[].k_no", .text, .means("not known"), .applied,
            "The utility's number of the connection, by which crews may name the meter.", example: "\"210144021307\""),
        ConfigurationKey(
            "buses[].devices[].rating_kw", .decimal(atMost: nil), unit: "kW", .value("1000"), .applied,
            "The most that the connection's rating lets through. A register that counts faster is doubted.",
            example: "5"),
        ConfigurationKey(
            "buses[].devices[].clock_offset", .utcOffset, .means("the zone's time"), .applied,
            "What the meter's own clock shows.", example: "\"+05:30\""),
        ConfigurationKey(
            "buses[].devices[].fields", .list(of: .text, atMost: 1000), .means("all with an OBIS code"), .applied,
            "What `gridtally poll` reads: names of the profile or OBIS codes.", example: "[voltage.l1, \"1-0:1.8.0\"]"),
        ConfigurationKey(
            "buses[].devices[].relay", .mapping, .means("the box cannot switch this supply"), .restart,
            "The relay that switches the supply behind the meter. What neither stands here nor in the relay's profile is unknown, and then it is never driven.",
            example: "{device: relays-a, channel: 1}"),
        ConfigurationKey(
            "buses[].devices[].pulses", .mapping, .means("the device speaks for itself"), .applied,
            "The meter gives pulses to an input of a pulse counter, whose unit it has.",
            example: "{input: 1, litres: 10, most_per_hour: 320}"),
    ]

    static let relayKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "buses[].devices[].relay.device", .text, .required, .restart,
            "Name of the relay's device, on the same bus.", example: "relays-a"),
        ConfigurationKey(
            "buses[].devices[].relay.channel", .integer(1...64), .required, .restart,
            "The module's output. One contact is one connection's.", example: "1"),
        ConfigurationKey(
            "buses[].devices[].relay.paired_at", .time, .means("as `gridtally relay pair` showed"), .restart,
            "When commissioning showed that this contact drops this meter and no other. A relay that was never paired is never driven.",
            example: "2026-01-05T10:00:00Z"),
        ConfigurationKey(
            "buses[].devices[].relay.latching", .boolean, .means("as the profile says, else unknown"), .restart,
            "The relay keeps its state without power.", example: "true"),
        ConfigurationKey(
            "buses[].devices[].relay.power_up", .choice(["closed", "open"]),
            .means("as the profile says, else unknown"),
            .restart, "The state after power returns, of a relay that does not latch.", example: "closed"),
        ConfigurationKey(
            "buses[].devices[].relay.side", .choice(["load", "supply"]), .means("as the profile says, else unknown"),
            .restart, "On which side of the meter the relay sits, seen from the grid.", example: "load"),
        ConfigurationKey(
            "buses[].devices[].relay.breaking_amperes", .decimal(atMost: nil), unit: "A",
            .means("as the profile says, else unknown"), .restart,
            "The largest current that the contact may break. Of this and the profile's the smaller counts.",
            example: "60"),
        ConfigurationKey(
            "buses[].devices[].relay.actuator_amperes", .decimal(atMost: nil), unit: "A",
            .means("the contact switches the load itself"), .restart,
            "What the valve, coil or lock draws that the contact switches in place of the load.", example: "0.5"),
    ]

    static let pulseKeys: [ConfigurationKey] = [
        ConfigurationKey(
            "buses[].devices[].pulses.input", .integer(1...64), .required, .applied,
            "The counter's input that the meter is wired to.", example: "1"),
        ConfigurationKey(
            "buses[].devices[].pulses.litres", .decimal(atMost: 100_000), unit: "litres",
            .means("a pulse is worth `metres`"), .applied, "What a pulse is worth, as printed on the meter.",
            example: "10"),
        ConfigurationKey(
            "buses[].devices[].pulses.metres", .decimal(atMost: 100_000), unit: "metres",
            .means("a pulse is worth `litres`"), .applied, "What a pulse is worth, of a meter of distance.",
            example: "0.5"),
        ConfigurationKey(
            "buses[].devices[].pulses.most_per_hour", .integer(1...3_600_000), unit: "pulses an hour", .required,
            .applied, "The most pulses that the connection lets through. More is doubted.", example: "320"),
    ]
}
