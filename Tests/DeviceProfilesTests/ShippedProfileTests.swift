import DeviceProfiles
import Metering
import TestSupport
import Testing

@Suite struct ShippedProfileTests {
    @Test func everyFileIsReadAndNamedAfterItsProfile() throws {
        #expect(ShippedProfiles.files.count >= 32)
        for file in ShippedProfiles.files {
            let profile = try DeviceProfile(yaml: file.text, file: file.name)
            #expect(file.name == profile.name + ".yaml")
            #expect(!profile.source.isEmpty)
        }
        let catalog = try ShippedProfiles.catalog()
        #expect(catalog["eastron-sdm630"]?.vendor == "Eastron")
        #expect(catalog["no-such-profile"] == nil)
    }

    @Test func everyMeterHasWhatBillingNeeds() throws {
        for profile in try ShippedProfiles.catalog().profiles where profile.kind == .meter {
            // Meters without direction have the sum of both.
            let sum = ObisCode(1, 0, 15, 8, 0)
            let found = profile.field(obis: .activeEnergyImport) ?? profile.field(obis: sum)
            let energy = try #require(found, "\(profile.name)")
            #expect(energy.name == (energy.obis == sum ? "energy.active.sum.total" : "energy.active.import.total"))
            #expect(energy.unit == .wattHour)
        }
    }

    @Test func knownRegistersDecodeToBaseUnits() throws {
        let catalog = try ShippedProfiles.catalog()
        let sdm = try #require(catalog["eastron-sdm630"])
        let voltage = try #require(sdm.field(named: "voltage.l1"))
        #expect(voltage.table.readFunction == 4 && voltage.address == 0)
        #expect(voltage.decode([0x4366, 0]) == .value(230_000))
        #expect(sdm.field(named: "energy.active.import.total")?.decode([0x449A, 0x51EC]) == .value(1_234_560))
        #expect(sdm.field(named: "id.serial")?.decode([0x0012, 0xD687]) == .value(1_234_567))
        #expect(sdm.maximumBlockRegisters == 80 && sdm.alignment == 2 && sdm.pauseMilliseconds == 100)
        let abb = try #require(catalog["abb-b23"])
        #expect(abb.field(named: "energy.active.import.total")?.decode([0, 0, 0, 123]) == .value(1230))
        #expect(abb.field(named: "voltage.l1")?.decode([0, 2305]) == .value(230_500))
        #expect(abb.field(named: "voltage.l2")?.decode([0xFFFF, 0xFFFF]) == .absent(.marker(0xFFFF_FFFF)))
        #expect(abb.field(named: "pf.total")?.decode([0xFC18]) == .value(-10_000))
        let gavazzi = try #require(catalog["carlo-gavazzi-em340"])
        #expect(gavazzi.field(named: "energy.active.import.total")?.decode([0x0001, 0x0002]) == .value(13_107_300))
        let schneider = try #require(catalog["schneider-iem3155"])
        #expect(schneider.field(named: "energy.active.import.total")?.decode([0, 0, 1, 0]) == .value(65_536))
    }

    @Test func everyFieldRoundTripsWithinOneStep() throws {
        var random = SeededGenerator(seed: 1)
        for profile in try ShippedProfiles.catalog().profiles {
            for field in profile.fields where field.type.isNumeric && !field.isComposed {
                for _ in 0..<200 {
                    let value = field.plausibleValue(&random)
                    let words = try field.encode(value)
                    #expect(words.count == field.registerCount)
                    let back = try #require(field.decode(words).number, "\(profile.name) \(field.name) \(value)")
                    #expect(
                        (back - value).magnitude <= field.step(at: value),
                        "\(profile.name) \(field.name) \(value) \(back)")
                    #expect(try field.encode(back) == words, "encoding again gives the same registers")
                }
            }
        }
    }

    @Test func decodeNeverTrapsOnAnyWords() throws {
        var random = SeededGenerator(seed: 2)
        for profile in try ShippedProfiles.catalog().profiles {
            for field in profile.fields {
                for round in 0..<200 {
                    let count = round % 2 == 0 ? field.registerCount : Int.random(in: 0...6, using: &random)
                    let words = (0..<count).map { _ in
                        UInt16.random(in: 0...UInt16.max, using: &random)
                    }
                    if words.count != field.registerCount {
                        let value = field.decode(words)
                        #expect(value == .absent(.wrongLength(expected: field.registerCount, found: count)))
                    } else {
                        _ = field.decode(words)
                    }
                }
                for value in [Int64.min, .min + 1, -1, 0, 1, .max - 1, .max] {
                    if let words = try? field.encode(value) { #expect(words.count == field.registerCount) }
                }
            }
        }
    }

    @Test func relaysSayHowTheyAreDrivenAndReadBack() throws {
        let catalog = try ShippedProfiles.catalog()
        let waveshare = try #require(catalog["waveshare-relay-8ch"]?.relay)
        #expect(waveshare.channels.count == 8)
        let first = try #require(waveshare.channel(1))
        #expect(first.writeFunction == 5 && first.closeValue == 0xFF00 && first.openValue == 0 && first.address == 0)
        #expect(first.readBack.isClosed([1]) == true && first.readBack.isClosed([0]) == false)
        #expect(first.readBack.isClosed([2]) == nil && first.readBack.isClosed([]) == nil)
        #expect(waveshare.isLatching == nil && waveshare.breakingMilliamperes == nil && waveshare.side == nil)
        let board = try #require(catalog["eletechsup-r4d8a08"]?.relay?.channel(8))
        #expect(board.writeFunction == 6 && board.closeValue == 0x0100 && board.openValue == 0x0200)
        #expect(board.readBack.closedValue == 1 && board.readBack.openValue == 0 && board.address == 8)
    }

    @Test func onlyListedRegistersAreWritable() throws {
        let catalog = try ShippedProfiles.catalog()
        let sdm = try #require(catalog["eastron-sdm630"])
        #expect(sdm.isWritable(table: .holdingRegister, address: 20, count: 2))
        #expect(!sdm.isWritable(table: .holdingRegister, address: 20, count: 3))
        #expect(!sdm.isWritable(table: .inputRegister, address: 72, count: 2))
        #expect(!sdm.isWritable(table: .holdingRegister, address: 0xFFFF, count: 2))
        let relay = try #require(catalog["waveshare-relay-8ch"])
        #expect(relay.isWritable(table: .coil, address: 7, count: 1))
        #expect(!relay.isWritable(table: .coil, address: 255, count: 1))
    }
}

extension RegisterField {
    fileprivate var isComposed: Bool { !self.factors.isEmpty || !self.addends.isEmpty }

    /// A value the field can hold, small and large alike.
    fileprivate func plausibleValue(_ random: inout SeededGenerator) -> Int64 {
        let limits: ClosedRange<Int64> =
            switch self.type {
            case .u16: 0...0xFFFE
            case .i16: -0x7FFF...0x7FFE
            case .u32: 0...0xFFFF_FFFE
            case .i32: -0x7FFF_FFFF...0x7FFF_FFFE
            case .u64: 0...(1 << 48)
            case .i64: -(1 << 48)...(1 << 48)
            case .f32, .f64: self.unit == .powerFactor ? -10_000...10_000 : -(1 << 40)...(1 << 40)
            case .bcd16: 0...9999
            case .bcd32: 0...99_999_999
            case .bits(_, let count): 0...((1 << count) - 1)
            case .coil, .string: 0...1
            }
        let bits = Int64.random(in: 0...48, using: &random)
        let raw = Int64.random(in: limits, using: &random) >> bits
        if case .f32 = self.type { return raw }
        if case .f64 = self.type { return raw }
        return raw * self.scale.numerator / self.scale.denominator
    }

    /// What one step of the register is worth in the base unit, rounded up.
    fileprivate func step(at value: Int64) -> UInt64 {
        let factor = Double(self.scale.numerator) / Double(self.scale.denominator)
        switch self.type {
        case .f32: return UInt64(Double(Float(Double(value) / factor).ulp) * factor) + 1
        case .f64: return UInt64((Double(value) / factor).ulp * factor) + 1
        default: return UInt64(factor) + 1
        }
    }
}
