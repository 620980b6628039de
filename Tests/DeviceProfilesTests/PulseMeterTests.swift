import DeviceProfiles
import Metering
import StrictYAML
import Testing

@Suite struct PulseMeterTests {
    private static func counter(_ name: String = "isma-sfar-s-8di8do") throws -> DeviceProfile {
        try #require(try ShippedProfiles.catalog()[name])
    }

    @Test func `a meter at an input is a profile of its own, in the meter's unit and by its weight`() throws {
        let counter = try Self.counter()
        let weight = try #require(Scale(decimal: "10"))
        let meter = try #require(counter.metering(PulseMeter(input: 3, quantity: .volume, weight: weight)))
        #expect(meter.kind == .meter && meter.name == counter.name && meter.fields.count == 1)
        let field = try #require(meter.field(obis: .waterVolume))
        #expect(field.name == "volume.total" && field.unit == .litre && field.address == 56)
        // The least significant register comes first: 0x0001_0002 pulses of 10 L.
        #expect(field.decode([0x0002, 0x0001]) == .value(655_380))
        #expect(meter.forbidden == counter.forbidden && meter.maximumBlockRegisters == counter.maximumBlockRegisters)
    }

    @Test func `half a litre in a pulse is exact, and a trip counts its way`() throws {
        let counter = try Self.counter()
        let half = try #require(Scale(decimal: "0.5"))
        let volume = try #require(counter.metering(PulseMeter(input: 1, quantity: .volume, weight: half)))
        #expect(volume.fields[0].decode([3, 0]) == .value(2) && volume.fields[0].decode([4, 0]) == .value(2))
        let way = try #require(Scale(decimal: "5000"))
        let gate = try #require(counter.metering(PulseMeter(input: 8, quantity: .distance, weight: way)))
        #expect(gate.field(obis: .distanceTravelled)?.decode([12, 0]) == .value(60_000))
        #expect(gate.fields[0].unit == .metre && gate.fields[0].name == "distance.total")
    }

    @Test func `an input that is not there, and a device that counts nothing, make no meter`() throws {
        let meter = PulseMeter(input: 5, quantity: .volume, weight: .one)
        #expect(try Self.counter("isma-sfar-1m-4di").metering(meter) == nil)
        #expect(try Self.counter("eastron-sdm630").metering(meter) == nil)
        #expect(try Self.counter("isma-sfar-1m-4di").pulseInputs == [1, 2, 3, 4])
        #expect(try Self.counter("eastron-sdm630").pulseInputs.isEmpty)
    }

    @Test func `a pulse counter without an input is refused`() throws {
        let text = """
            profile: p
            vendor: v
            model: m
            kind: pulse-counter
            fields: [{name: a, table: holding, type: u16, address: 1}]
            sources: [s]
            """
        let error = try #require(throws: YAMLError.self) { try DeviceProfile(yaml: text, file: "p.yaml") }
        #expect(error.location.line == 5 && error.field == "fields" && error.problem == "no field has `input`")
    }

    /// The counters of the vendor's tables, written down apart from the profile.
    @Test(arguments: [("isma-sfar-s-8di8do", 8), ("isma-sfar-1m-4di", 4)])
    func `every input of the shipped counters is where the vendor's table has it`(name: String, inputs: Int) throws {
        let counter = try Self.counter(name)
        for input in 1...inputs {
            let meter = try #require(counter.metering(PulseMeter(input: input, quantity: .volume, weight: .one)))
            let field = meter.fields[0]
            // Modbus addresses 40053, 40055, … in the vendor's counting from 40001.
            #expect(field.table == .holdingRegister && Int(field.address) == 40053 + 2 * (input - 1) - 40001)
            #expect(field.type == .u32 && field.order == .cdab)
            #expect(!counter.isWritable(table: .holdingRegister, address: field.address, count: 2))
        }
    }
}
