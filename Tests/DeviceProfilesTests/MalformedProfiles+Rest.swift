extension MalformedProfiles {
    /// Mistakes after the fields, from the eighth line on.
    static let rest: [MalformedProfileTests.Case] = [
        .init(
            rest: "identification of a field that is not there",
            """
            p.yaml:8:20: identify[0].field: found `g`; expected one of f. Did you mean `f`?
            """,
            """
            identify: [{field: g, between: [1, 2]}]
            """),
        .init(
            rest: "a range that goes down",
            """
            p.yaml:8:32: identify[0].between: found [65000, 45000]; expected the lower number first. Swap them.
            """,
            """
            identify: [{field: f, between: [65, 45]}]
            """),
        .init(
            rest: "a text condition on a number",
            """
            p.yaml:8:12: identify[0]: found another kind of condition for f; expected begins for a text, equals \
            or between for a number. Change the condition.
            """,
            """
            identify: [{field: f, begins: X}]
            """),
        .init(
            rest: "no condition",
            """
            p.yaml:8:12: identify[0]: found another number of conditions; expected one of equals, between, \
            begins. Keep one and move others into entries of their own.
            """,
            """
            identify: [{field: f}]
            """),
        .init(
            rest: "a fraction of a base unit",
            """
            p.yaml:8:33: identify[0].between[0]: found `45.00001`; expected a whole number of base units. Round \
            it to the base unit's step.
            """,
            """
            identify: [{field: f, between: [45.00001, 65]}]
            """),
        .init(
            rest: "forbidden registers of a writable field",
            """
            p.yaml:8:13: forbidden[0]: found registers of f; expected no field that is read there. Remove the \
            field, or correct the range.
            """,
            """
            forbidden: [{table: holding, address: 4, access: none, because: it erases}]
            """),
        .init(
            rest: "forbidden registers without a reason",
            """
            p.yaml:8:13: forbidden[0]: `because` is missing; expected a value for it. Add `because: …` here.
            """,
            """
            forbidden: [{table: holding, address: 9, access: r}]
            """),
        .init(
            rest: "forbidden registers past the end",
            """
            p.yaml:8:57: forbidden[0].registers: found `2`; expected a whole number from 1 to 1. Write it in \
            decimal digits, or as 0x with hexadecimal digits.
            """,
            """
            forbidden: [{table: holding, address: 65535, registers: 2, access: r, because: x}]
            """),
        .init(
            rest: "forbidden registers with write access",
            """
            p.yaml:8:50: forbidden[0].access: found `rw`; expected one of r, none. Did you mean `r`?
            """,
            """
            forbidden: [{table: holding, address: 9, access: rw, because: x}]
            """),
        .init(
            rest: "a clock in a table of bits",
            """
            p.yaml:8:16: clock.table: found `coil`; expected one of holding, input. Choose one of these.
            """,
            """
            clock: {table: coil, address: 9, format: schneider-datetime}
            """),
        .init(
            rest: "a clock of unknown format",
            """
            p.yaml:8:45: clock.format: found `unix`; expected one of schneider-datetime. Choose one of these.
            """,
            """
            clock: {table: holding, address: 9, format: unix}
            """),
        .init(
            rest: "a clock's command over its result",
            """
            p.yaml:8:115: clock.set.result_address: found `29`; expected registers outside the command's ten \
            from 20 on. Check both addresses with the vendor's map.
            """,
            """
            clock: {table: holding, address: 9, format: schneider-datetime, set: {address: 20, command: 1003, \
            result_address: 29}}
            """),
        .init(
            rest: "a clock among forbidden registers",
            """
            p.yaml:9:8: clock: found forbidden registers; expected a clock outside of them. Correct one of the \
            ranges.
            """,
            """
            forbidden: [{table: holding, address: 10, access: none, because: x}]
            clock: {table: holding, address: 9, format: schneider-datetime}
            """),
        .init(
            rest: "a clock without function 16",
            """
            p.yaml:9:8: clock: found set; expected function 16 among requests.write_functions. The clock is set \
            by function 16; remove set or add the function.
            """,
            """
            requests: {write_functions: [6]}
            clock: {table: holding, address: 9, format: schneider-datetime, set: {address: 20, command: 1003, \
            result_address: 40}}
            """),
        .init(
            rest: "a write function that reads",
            """
            p.yaml:8:30: requests.write_functions[0]: found `3`; expected one of 5, 6, 15, 16. Did you mean `5`?
            """,
            """
            requests: {write_functions: [3]}
            """),
        .init(
            rest: "a write function twice",
            """
            p.yaml:8:33: requests.write_functions[1]: the function 6 is there twice; expected it once. Remove or \
            change one of the two.
            """,
            """
            requests: {write_functions: [6, 6]}
            """),
        .init(
            rest: "blocks over the standard's",
            """
            p.yaml:8:31: requests.maximum_registers: found `126`; expected a whole number from 1 to 125. Write \
            it in decimal digits, or as 0x with hexadecimal digits.
            """,
            """
            requests: {maximum_registers: 126}
            """),
        .init(
            rest: "an odd address where pairs are read",
            """
            p.yaml:7:24: fields[0].address: found `4`; expected a multiple of requests.alignment = 8. Check \
            whether the vendor counts registers from 1.
            """,
            """
            requests: {alignment: 8}
            """),
        .init(
            rest: "a relay by a command of many coils",
            """
            p.yaml:8:27: relay.write.function: found `15`; expected 5, 6 or 16. Functions that move several \
            coils at once are never used for a supply relay.
            """,
            """
            relay: {write: {function: 15, close: 1, open: 0}, read_back: {table: coil, closed: 1, open: 0}, \
            channels: [{channel: 1, address: 0}]}
            """),
        .init(
            rest: "a relay that toggles",
            """
            p.yaml:8:16: relay.write: found close = open; expected two different values. A toggling command is \
            not allowed.
            """,
            """
            relay: {write: {function: 6, close: 3, open: 3}, read_back: {table: coil, closed: 1, open: 0}, \
            channels: [{channel: 1, address: 0}]}
            """),
        .init(
            rest: "a coil command that is none",
            """
            p.yaml:8:16: relay.write: found 21760 and 0; expected 0xFF00 and 0x0000 for function 5. Other values \
            are toggle or timer commands of some modules.
            """,
            """
            relay: {write: {function: 5, close: 0x5500, open: 0}, read_back: {table: coil, closed: 1, open: 0}, \
            channels: [{channel: 1, address: 0}]}
            """),
        .init(
            rest: "two channels at one address",
            """
            p.yaml:8:136: relay.channels[1]: channel 2 or its address is there twice; expected it once. Remove \
            or change one of the two.
            """,
            """
            relay: {write: {function: 6, close: 1, open: 0}, read_back: {table: holding, closed: 1, open: 0}, \
            channels: [{channel: 1, address: 9}, {channel: 2, address: 9}]}
            """),
        .init(
            rest: "a relay at a forbidden register",
            """
            p.yaml:9:8: relay: found address 9; expected a register for channel 1 that is neither forbidden nor \
            a writable field. A relay is moved by relay commands alone; correct the address or the other entry.
            """,
            """
            forbidden: [{table: holding, address: 9, access: r, because: x}]
            relay: {write: {function: 6, close: 1, open: 0}, read_back: {table: holding, closed: 1, open: 0}, \
            channels: [{channel: 1, address: 9}]}
            """),
        .init(
            rest: "a relay by a function that the device does not take",
            """
            p.yaml:9:8: relay: found function 6; expected one of requests.write_functions. Change one of the \
            two.
            """,
            """
            requests: {write_functions: [16]}
            relay: {write: {function: 6, close: 1, open: 0}, read_back: {table: holding, closed: 1, open: 0}, \
            channels: [{channel: 1, address: 9}]}
            """),
    ]

    /// Whole files.
    static let heads: [MalformedProfileTests.Case] = [
        .init(
            "an empty file",
            """
            p.yaml: the file is empty; expected one YAML document. Check indentation (spaces, two for each \
            level), quotes and colons here.
            """,
            """
            # nothing but this line
            """),
        .init(
            "a list in place of a profile",
            """
            p.yaml:1:1: found a list; expected a mapping with profile, vendor, model, kind, phases, serial, \
            requests, defaults, absent, fields, forbidden, identify, relay, clock, sources, notes. Write `key: \
            value` lines, and check the indentation.
            """,
            """
            - profile: test
            - vendor: V
            """),
        .init(
            "a misspelt key of the profile",
            """
            p.yaml:3:1: unknown key `modell`; expected one of profile, vendor, model, kind, phases, serial, \
            requests, defaults, absent, fields, forbidden, identify, relay, clock, sources, notes. Did you mean \
            `model`?
            """,
            """
            profile: test
            vendor: V
            modell: M
            """),
        .init(
            "no sources",
            """
            p.yaml:1:1: `sources` is missing; expected a value for it. Add `sources: …` here.
            """,
            """
            profile: test
            vendor: V
            model: M
            kind: meter
            fields: [{name: f, address: 4, table: input, type: u16}]
            """),
        .init(
            "a meter without fields",
            """
            p.yaml:1:1: `fields` is missing; expected a value for it. Add `fields: …` here.
            """,
            """
            profile: test
            vendor: V
            model: M
            kind: meter
            sources: [s]
            """),
        .init(
            "a module without relay",
            """
            p.yaml:1:1: `relay` is missing; expected a value for it. Add `relay: …` here.
            """,
            """
            profile: test
            vendor: V
            model: M
            kind: relay-module
            sources: [s]
            """),
        .init(
            "an unknown kind",
            """
            p.yaml:4:7: kind: found `inverter`; expected one of meter, relay-module, pulse-counter. Choose one of these.
            """,
            """
            profile: test
            vendor: V
            model: M
            kind: inverter
            sources: [s]
            """),
        .init(
            "an alias",
            """
            p.yaml:1:10: anchors and aliases are not allowed here; expected one YAML document. Write values out, \
            and check for a bracket or quote that is not closed.
            """,
            """
            profile: &a test
            vendor: *a
            """),
        .init(
            "a tab as indentation",
            """
            p.yaml:3:1: found character that cannot start any token; expected one YAML document. Check \
            indentation (spaces, two for each level), quotes and colons here.
            """,
            """
            profile: test
            serial:
            \tbaud: 9600
            """),
        .init(
            "a baud rate out of range",
            """
            p.yaml:5:16: serial.baud: found `96`; expected a whole number from 300 to 921600. Write it in \
            decimal digits, or as 0x with hexadecimal digits.
            """,
            """
            profile: test
            vendor: V
            model: M
            kind: meter
            serial: {baud: 96, parity: none, stop_bits: 1}
            sources: [s]
            """),
    ]
}
