import ModbusProtocol

extension FaultCase {
    static let clean = FaultCase("clean", "nothing", goal: 1)

    /// Every kind of fault, and a line with nearly all of them.
    public static let matrix: [FaultCase] = [
        FaultCase(
            "strict", "units ignore requests after less than 3.5 characters", line: "strict_silence: true", goal: 0.99),
        FaultCase("echo", "the adapter returns every request", faults: "echo: 1", goal: 0.99),
        FaultCase(
            "echo-damaged", "the adapter returns every request; units' answers are damaged", faults: "echo: 1, crc: 0.1"
        ),
        FaultCase("echo-now-and-then", "the adapter returns every tenth request", faults: "echo: 0.1"),
        FaultCase(
            "noise-before", "1 to 8 random bytes before a tenth of the answers",
            faults: "noise_before: {p: 0.1, bytes: [1, 8]}", goal: 0.99),
        FaultCase(
            "noise-after", "1 to 8 random bytes behind a tenth of the answers",
            faults: "noise_after: {p: 0.1, bytes: [1, 8]}", goal: 0.99),
        FaultCase(
            "noise-idle", "1 to 4 random bytes every 0.5 to 3 s",
            faults: "idle_noise: {every_ms: [500, 3000], bytes: [1, 4]}"),
        FaultCase("crc", "a tenth of the answers has a damaged byte", faults: "crc: 0.1", goal: 0.77),
        FaultCase("truncated", "a tenth of the answers is cut", faults: "truncated: 0.1", goal: 0.81),
        FaultCase(
            "pause", "5 ms of silence after each 8 bytes, in every answer", faults: "pause: {p: 1, ms: 5, every: 8}",
            goal: 0.60),
        FaultCase(
            "late", "two of ten answer 560 to 2500 ms late with probability 0.3; time-out 500 ms",
            faults: "late: {p: 0.3, ms: [560, 2500], units: [3, 7]}", goal: 0.75, timeoutMilliseconds: 500),
        FaultCase(
            "late-all", "every unit answers 100 to 1500 ms late with probability 0.1; time-out 500 ms",
            faults: "late: {p: 0.1, ms: [100, 1500]}", timeoutMilliseconds: 500),
        FaultCase(
            "wrong-unit", "a tenth of the answers carries another unit's number", faults: "wrong_unit: 0.1", goal: 0.66),
        FaultCase(
            "busy", "a fiftieth of the requests finds the unit busy for 100 to 400 ms",
            faults: "busy: {p: 0.02, ms: [100, 400]}", goal: 0.98),
        FaultCase("busy-tenth", "a tenth of the requests is refused as busy", faults: "busy: {p: 0.1, ms: 0}"),
        FaultCase(
            "exception", "a tenth of the requests is refused with one of eight exceptions",
            faults: "exception: {p: 0.1, codes: [1, 2, 3, 4, 5, 6, 10, 11]}"),
        FaultCase(
            "dead", "one of ten never answers; the others' rate", faults: "dead: {units: [4]}", goal: 0.93,
            counted: [1, 2, 3, 5, 6, 7, 8, 9, 10]),
        FaultCase("silent", "a tenth of the requests is not answered", faults: "dead: 0.1"),
        FaultCase(
            "reboot", "now and then a unit restarts: 3 s of silence, two minutes of energy lost",
            faults: "reboot: {p: 0.01, silent_s: 3, lost_minutes: 2}"),
        FaultCase("nan", "a tenth of the answers has no numbers", faults: "nan: 0.1"),
        FaultCase("sentinel", "a tenth of the answers says that nothing is there", faults: "sentinel: 0.1"),
        FaultCase(
            "small-blocks", "units refuse more than 16 registers with exception 2",
            faults: "max_registers: {count: 16, exception: 2}"),
        FaultCase("holes", "registers 36 to 51 are refused", faults: "holes: [[36, 51]]"),
        FaultCase(
            "reflections", "the later in a frame, the likelier a byte is damaged",
            faults: "reflections: {growth: 0.00002}"),
        FaultCase(
            "duplicate", "two units at one address",
            units: [9: "faults: {duplicate: {serial: 63009999, turnaround_ms: 23}}"]),
        FaultCase(
            "wrong-settings", "one unit at another rate, one with another parity, one at another address",
            line: "strict_parity: true", units: [4: "baud: 9600", 5: "parity: odd", 6: "address: 66"], goal: 0.85,
            counted: [1, 2, 3, 7, 8, 9, 10]),
        FaultCase("slow", "a unit answers after 120 to 220 ms", units: [7: "turnaround_ms: 120, jitter_ms: 100"]),
        FaultCase(
            "cable", "units behind the eighth are heard damaged half of the time",
            faults: "cable: {order: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], break_after: 8, damage: 0.5}"),
        FaultCase(
            "unplug", "the adapter is out for 4 s of every 30", faults: "unplug: {at_s: 10, for_s: 4, every_s: 30}"),
        FaultCase(
            "second-master", "another master asks the same units", faults: "second_master: {every_ms: 400}"),
        FaultCase(
            "second-master-leaves", "another master asks for 20 s and is gone",
            faults: "second_master: {every_ms: 400, from_s: 20, to_s: 40}"),
        FaultCase(
            "second-master-listens", "another master asks whenever the line is silent for 3.5 characters",
            faults: "second_master: {every_ms: 400, listens: true}"),
        FaultCase(
            "second-master-same-shape", "another master asks for as many registers as we do, elsewhere",
            faults: "second_master: {every_ms: 170, function: 4, address: 2, count: 74}"),
        FaultCase(
            "second-master-same-block", "another master asks for the very registers that we ask for",
            faults: "second_master: {every_ms: 170, function: 4, address: 0, count: 74}"),
        FaultCase(
            "tolerated", "as second-master, which is tolerated", faults: "second_master: {every_ms: 400}",
            secondMaster: .tolerate),
        FaultCase(
            "tolerated-listens", "as second-master-listens, which is tolerated",
            faults: "second_master: {every_ms: 400, listens: true}", secondMaster: .tolerate),
        FaultCase(
            "tolerated-same-shape", "as second-master-same-shape, which is tolerated",
            faults: "second_master: {every_ms: 170, function: 4, address: 2, count: 74}", secondMaster: .tolerate),
        FaultCase(
            "tolerated-late", "as tolerated-same-shape; every unit answers late now and then",
            faults:
                "second_master: {every_ms: 170, function: 4, address: 2, count: 74}, late: {p: 0.1, ms: [100, 1500]}",
            secondMaster: .tolerate),
        FaultCase(
            "mixed", "nearly everything at once",
            faults: """
                crc: 0.05, truncated: 0.03, noise_before: {p: 0.05, bytes: [1, 8]}, noise_after: {p: 0.05, bytes: [1, 8]}, \
                wrong_unit: 0.02, exception: {p: 0.03, codes: [1, 2, 3, 4, 5, 6, 10, 11]}, \
                pause: {p: 0.05, ms: 5, every: 8}, nan: 0.02, sentinel: 0.02, busy: {p: 0.01, ms: [100, 400]}, \
                reflections: {growth: 0.00002}, echo: 0.05, idle_noise: {every_ms: [500, 3000], bytes: [1, 4]}, \
                unplug: {at_s: 60, for_s: 4, every_s: 120}
                """, line: "strict_silence: true",
            units: [
                2: "faults: {dead: 1}", 3: "faults: {late: {p: 0.3, ms: [560, 2500]}}",
                7: "turnaround_ms: 120, jitter_ms: 100",
                8:
                    "faults: {max_registers: {count: 16, exception: 2}, holes: [[36, 51]], reboot: {p: 0.005, lost_minutes: 2}}",
                9: "faults: {duplicate: {serial: 63009999, turnaround_ms: 23}}",
            ]),
    ]
}
