import DeviceProfiles

/// Profiles for the tests: a small meter and a relay module.
enum TestProfiles {
    static func meter(pauseMilliseconds: Int = 0, maximumRegisters: Int = 60) throws -> DeviceProfile {
        try DeviceProfile(
            yaml: """
                profile: test-meter
                vendor: Test
                model: M1
                kind: meter
                requests: {maximum_registers: \(maximumRegisters), pause_ms: \(pauseMilliseconds)}
                defaults: {table: holding, order: ABCD}
                absent:
                  i32: [0x7FFFFFFF]
                fields:
                  - {name: energy.active.import.total, obis: "1-0:1.8.0", address: 0, type: u32, unit: Wh}
                  - {name: energy.active.export.total, obis: "1-0:2.8.0", address: 2, type: u32, unit: Wh}
                  - {name: power.active.total, obis: "1-0:16.7.0", address: 10, type: i32, scale: 0.1, unit: W}
                  - {name: frequency, obis: "1-0:14.7.0", address: 200, type: u16, scale: 0.01, unit: Hz}
                  - {name: id.serial, obis: "0-0:96.1.0", address: 300, type: string, registers: 4}
                sources: ["made for tests"]
                """, file: "test-meter.yaml")
    }

    static func clockMeter(canBeSet: Bool = true) throws -> DeviceProfile {
        let setting = canBeSet ? ", set: {address: 400, command: 1003, result_address: 420}" : ""
        return try DeviceProfile(
            yaml: """
                profile: test-clock
                vendor: Test
                model: C1
                kind: meter
                defaults: {table: holding}
                fields:
                  - {name: energy.active.import.total, obis: "1-0:1.8.0", address: 0, type: u32, unit: Wh}
                clock: {table: holding, address: 410, format: schneider-datetime\(setting)}
                sources: ["made for tests"]
                """, file: "test-clock.yaml")
    }

    static func counter() throws -> DeviceProfile {
        try DeviceProfile(
            yaml: """
                profile: test-counter
                vendor: Test
                model: P2
                kind: pulse-counter
                defaults: {table: holding, type: u32, order: CDAB}
                fields:
                  - {name: pulses.1, address: 52, input: 1}
                  - {name: pulses.2, address: 54, input: 2}
                sources: ["made for tests"]
                """, file: "test-counter.yaml")
    }

    static func relay() throws -> DeviceProfile {
        try DeviceProfile(
            yaml: """
                profile: test-relay
                vendor: Test
                model: R2
                kind: relay-module
                relay:
                  write: {function: 5, close: 0xFF00, open: 0x0000}
                  read_back: {table: coil, closed: 1, open: 0}
                  channels:
                    - {channel: 1, address: 0}
                    - {channel: 2, address: 1}
                sources: ["made for tests"]
                """, file: "test-relay.yaml")
    }
}
