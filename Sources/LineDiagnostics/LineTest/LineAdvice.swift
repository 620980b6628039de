internal import ModbusProtocol

/// What to do next, in the crew's words.
enum LineAdvice {
    static let secondMaster = [
        "Find the other device that asks: a second logger, a display, an inverter or a service laptop.",
        "Unplug it, or give it a line of its own; two masters on one line spoil each other's readings.",
        "Run the test again: nothing was sent while the other master was heard.",
    ]

    static let noise = [
        "Check that the cable's screen is earthed at one end only, and that the pair is twisted.",
        "Keep the pair away from motor and inverter cables; look for a loose or wet terminal.",
        "Measure A against B on the idle line: under 200 mV, bias resistors are missing.",
        "Fit 120 ohm at both ends if they are not there, and run the test again.",
    ]

    static let termination = [
        "Fit 120 ohm between A and B at both ends of the cable, and nowhere else.",
        "With the supply off, measure A to B: two terminators read about 60 ohm.",
        "Take out stubs: the cable must run from meter to meter.",
        "Until then a lower baud rate helps.",
    ]

    static let echo = [
        "Nothing is needed. Where the adapter has a switch for local echo (RE always on), it may be turned off."
    ]

    static func duplicate(_ unit: UInt8) -> [String] {
        [
            "Disconnect one meter after the other until unit \(unit) answers cleanly: the last one has the same address.",
            "Give one of the two another address, and run the test again.",
            "Distrust all readings of unit \(unit) until then.",
        ]
    }

    static func wrongParameters(_ found: LineParameters, configured: String, isWholeLine: Bool) -> [String] {
        isWholeLine
            ? [
                "Set this bus to \(found) in the configuration; all units that were asked answer there.",
                "Run the test again.",
            ]
            : [
                "Set the meter to \(configured) at its keys or with its configuration tool.",
                "A line has one rate and parity for all: a meter that differs cannot be polled with the others.",
            ]
    }

    static func deadLine(_ parameters: LineParameters?, echo: Bool) -> [String] {
        var advice = [
            "Check that A goes to A and B to B at the box; some makers swap the letters, so try them swapped.",
            "Check that the meters have supply, and the first piece of cable for a break.",
            "Check the addresses in the meters' menus, or run a scan over all addresses.",
        ]
        if echo { advice.append("The adapter itself works: it returns what is sent.") }
        if parameters == nil { advice = ["Check the gateway's serial settings and its line."] + advice }
        return advice
    }

    static func silentUnit(_ unit: UInt8) -> [String] {
        [
            "Check the meter's supply and its address: it must be \(unit).",
            "Check A and B at this meter's terminals; swap them if in doubt.",
            "Others on the line answer or not: see the line's verdict for a break.",
        ]
    }

    static func cableBreak(before: String, behind: String) -> [String] {
        [
            "Look at the cable between \(before) and \(behind): a torn wire, a loose terminal, or A and B swapped.",
            "Check the outgoing terminals at \(before) and the incoming ones at \(behind).",
            "Check that \(behind) has supply.",
        ]
    }

    static func tooSlow(_ worst: Int64) -> [String] {
        let wanted = (worst * 3 / 2 + 99_999_999) / 100_000_000 * 100
        return [
            "Raise this bus's time-out to \(wanted) ms.",
            "Where other units on the line suffer, give the slow one a line of its own or ask it less often.",
        ]
    }

    static func intermittent(_ unit: UInt8) -> [String] {
        [
            "Look for a loose terminal or a weak supply at unit \(unit).",
            "Ask it less often: some meters need a pause between requests.",
        ]
    }
}
