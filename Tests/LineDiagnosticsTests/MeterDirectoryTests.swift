import LineDiagnostics
import TestSupport
import Testing

@Suite struct MeterDirectoryTests {
    private static let meters = [
        NamedMeter(
            bus: "line-1", unit: 1, device: "house-01", profile: "eastron-sdm120", label: "M1-01",
            consumerNumber: "2101 4402 1307", serial: "12000101"),
        NamedMeter(bus: "line-1", unit: 2, device: "house-02", profile: "eastron-sdm120", label: "M1-02"),
        NamedMeter(
            bus: "line-2", unit: 1, device: "house-03", profile: "eastron-sdm120", label: "M1-03", serial: "SN-0220101"),
        NamedMeter(
            bus: "line-2", unit: 17, device: "transformer", profile: "eastron-sdm630", label: "M1", serial: "101"),
        NamedMeter(bus: "line-2", unit: 6, device: "9", profile: "eastron-sdm630", serial: "63.000.777-A"),
        NamedMeter(bus: "line-2", unit: 201, device: "house-02", profile: "waveshare-relay-8ch"),
    ]
    private static let directory = MeterDirectory(buses: ["line-1", "line-2", "spare"], meters: Self.meters)

    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        var bus: String?
        let place: String

        var testDescription: String { "\(self.name)\(self.bus.map { " on \($0)" } ?? "")" }
    }

    @Test(arguments: [
        Row(name: "12000101", place: "line-1/1"), Row(name: "000101", place: "line-1/1"),
        Row(name: "20101", place: "line-2/1"), Row(name: "sn0220101", place: "line-2/1"),
        // A name in full wins over the end of another's serial number.
        Row(name: "101", place: "line-2/17"), Row(name: "0101", bus: "line-1", place: "line-1/1"),
        Row(name: "101", bus: "line-1", place: "line-1/1"),
        Row(name: "777a", place: "line-2/6"), Row(name: "777-A", place: "line-2/6"),
        Row(name: "M1-01", place: "line-1/1"), Row(name: " m1-02 ", place: "line-1/2"),
        Row(name: "m1", place: "line-2/17"),
        Row(name: "Transformer", place: "line-2/17"), Row(name: "house-02", bus: "line-2", place: "line-2/201"),
        Row(name: "210144021307", place: "line-1/1"), Row(name: "k:2101-4402-1307", place: "line-1/1"),
        Row(name: "serial:101", place: "line-2/17"), Row(name: "device:9", place: "line-2/6"),
        Row(name: "label: M1", place: "line-2/17"), Row(name: "9", place: "line-2/6"),
        Row(name: "unit 17", bus: "line-2", place: "line-2/17"), Row(name: "#17", bus: "line-2", place: "line-2/17"),
        Row(name: "#9", bus: "line-2", place: "line-2/9"), Row(name: "UNIT 247", bus: "spare", place: "spare/247"),
        Row(name: "unit17", bus: "line-1", place: "line-1/17"),
    ])
    func `a name leads to its meter`(_ row: Row) throws {
        let target = try Self.directory.resolve(row.name, bus: row.bus)
        #expect("\(target.bus)/\(target.unit)" == row.place)
        #expect(target.meter == Self.meters.first { $0.bus == target.bus && $0.unit == target.unit })
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let name: String
        var bus: String?
        let words: [String]

        var testDescription: String { "\(self.name)\(self.bus.map { " on \($0)" } ?? "")" }
    }

    @Test(arguments: [
        Refusal(name: "", words: ["no meter is named", "serial number"]),
        Refusal(name: "--", words: ["no meter is named"]),
        Refusal(name: "01", words: ["too short", "at least 3"]),
        Refusal(
            name: "0101", words: ["may be 2 meters", "house-01 (M1-01, serial 12000101", "house-03", "more digits"]),
        Refusal(name: "house-02", words: ["may be 2 meters", "unit 2 on line-1", "unit 201 on line-2", "--bus"]),
        Refusal(name: "4711", words: ["no meter is called `4711`", "serial number of 2 of them is not known"]),
        Refusal(name: "4711", bus: "spare", words: ["No meters are configured there", "--bus"]),
        Refusal(name: "k:101", words: ["no meter is called"]),
        Refusal(name: "label:101", words: ["no meter is called"]),
        Refusal(name: "unit 17", words: ["any of the buses line-1, line-2, spare", "--bus"]),
        Refusal(name: "#0", bus: "line-1", words: ["1 to 247"]),
        Refusal(name: "#248", bus: "line-1", words: ["1 to 247"]),
        Refusal(name: "#x7", bus: "line-1", words: ["1 to 247"]),
        Refusal(name: "unit 99999999999", bus: "line-1", words: ["1 to 247"]),
        Refusal(name: "M1", bus: "line-9", words: ["no bus line-9", "line-1, line-2, spare"]),
    ])
    func `what does not lead to one meter is refused, and says what to write`(_ refusal: Refusal) {
        do {
            let target = try Self.directory.resolve(refusal.name, bus: refusal.bus)
            Issue.record("\(refusal.name) leads to \(target)")
        } catch {
            for word in refusal.words { #expect("\(error)".contains(word), "no `\(word)` in: \(error)") }
        }
    }

    @Test func `a serial number that was read is found afterwards`() throws {
        var directory = Self.directory
        #expect(directory.withoutSerial.map(\.unit) == [2, 201])
        directory.learn(serial: "12000102", bus: "line-1", unit: 2)
        #expect(try directory.resolve("0102").meter?.device == "house-02")
        #expect(directory.withoutSerial.map(\.unit) == [201])
    }

    @Test func `no end of a serial number ever leads to a meter that is not the only one with it`() {
        var random = SeededGenerator(seed: 77)
        for _ in 0..<200 {
            let meters = (1...20).map { unit in
                NamedMeter(
                    bus: "b", unit: UInt8(unit), device: "d\(unit)", profile: "p",
                    serial: String((0..<5).map { _ in "0123".randomElement(using: &random) ?? "0" }))
            }
            let directory = MeterDirectory(buses: ["b"], meters: meters)
            for meter in meters {
                let serial = meter.serial ?? ""
                for length in 3...5 {
                    let end = String(serial.suffix(length))
                    let others = meters.filter { $0.serial?.hasSuffix(end) == true }
                    let target = try? directory.resolve(end)
                    #expect((target?.meter == meter) == (others.count == 1))
                    #expect(target == nil || others.count == 1)
                }
            }
        }
    }
}
