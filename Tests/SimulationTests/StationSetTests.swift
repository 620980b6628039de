import DeviceProfiles
import Metering
import ModbusProtocol
import TestSupport
import Testing

@testable import Simulation

@Suite struct StationSetTests {
    static let start = UTCTime(milliseconds: 1_767_573_000_000)

    static func stations(_ yaml: String) throws -> StationSet {
        let scene = try Scene(yaml: yaml, file: "s.yaml")
        return try StationSet(line: scene.lines[0], scene: scene, start: Self.start, profiles: Repository.catalog())
    }

    static func neighbourhood() throws -> StationSet {
        let scene = try Repository.scene("neighbourhood.yaml")
        return try StationSet(line: scene.lines[1], scene: scene, start: Self.start, profiles: Repository.catalog())
    }

    static func ask(_ stations: inout StationSet, _ unit: UInt8, _ request: ModbusRequest) throws -> ModbusResponse {
        let pdu = try #require(stations.answer(unit: unit, pdu: request.encoded()).answer)
        return try ModbusResponse(pdu: pdu, answering: request)
    }

    @Test func `every field of every meter profile with a known quantity decodes to the model's value`() throws {
        let catalog = try Repository.catalog()
        for profile in catalog.profiles where profile.kind == .meter {
            var stations = try Self.stations(
                """
                lines:
                - name: a
                  link: a
                  transformer: {unit: 9, profile: \(profile.name), serial: 1234, initial_kwh: 12.5, nominal_v: 230}
                  houses: {count: 6, profile: \(profile.name), daily_kwh: 24}
                """)
            _ = stations.advance(to: Self.start.adding(milliseconds: 86_400_000))
            var valued = 0
            for field in profile.fields where field.access == .read {
                guard let table = ModbusFunction(rawValue: field.table.readFunction) else { continue }
                let request = try #require(
                    ModbusRequest(reading: table, address: field.address, count: field.registerCount))
                let words = try #require(try Self.ask(&stations, 9, request).words)
                if field.obis == .serialNumber { #expect(field.decode(words).identifier == "1234") }
                guard let code = field.obis, code.a == 1, let number = field.decode(words).number else { continue }
                // The supply does not tell a tariff's part from the total.
                guard code.e == 0 else { continue }
                let plain = try #require(field.settled(by: words))
                let truth = try #require(stations.model.transformer.value(of: code), "\(profile.name) \(field.name)")
                let resolution = try #require(plain.decode(plain.encode(truth)).number)
                #expect(number == resolution, "\(profile.name) \(field.name)")
                if number != 0 { valued += 1 }
            }
            #expect(valued >= 3, "\(profile.name)")
        }
    }

    @Test func `a simulated SunSpec meter is found without a profile`() throws {
        var stations = try Self.stations(
            """
            lines:
            - name: a
              link: a
              houses: {count: 1, first_serial: 4711, profile: accuenergy-acurev1300, daily_kwh: 24, initial_kwh: 100}
            """)
        _ = stations.advance(to: Self.start.adding(milliseconds: 86_400_000))
        var discovery = SunSpecDiscovery()
        while let question = discovery.question {
            let request = ModbusRequest.readHoldingRegisters(address: question.address, count: question.count)
            discovery.take(try Self.ask(&stations, 1, request).words.map { .words($0) } ?? .refused(exception: 2))
        }
        let device = try #require(discovery.device)
        #expect(device.problems.isEmpty && device.serialNumber == "4711" && device.models.map(\.id) == [1, 203])
        let field = try #require(device.profile?.field(obis: .activeEnergyImport))
        let words = try Self.ask(
            &stations, 1, .readHoldingRegisters(address: field.address, count: field.registerCount)
        ).words
        let truth = stations.model.houses[0].meter.value(of: .activeEnergyImport)
        #expect(field.decode(try #require(words)).number == truth)
    }

    @Test func `a meter with its relay inside cuts its own house`() throws {
        var stations = try Self.stations(
            """
            lines:
            - name: a
              link: a
              houses: {count: 2, profile: hiking-dds238, daily_kwh: 24}
            """)
        _ = stations.advance(to: Self.start.adding(milliseconds: 3_600_000))
        let state = ModbusRequest.readHoldingRegisters(address: 26, count: 1)
        #expect(try Self.ask(&stations, 2, state).words == [1])
        let open = ModbusRequest.writeRegisters(address: 26, values: [0])
        let outcome = try stations.answer(unit: 2, pdu: open.encoded())
        #expect(outcome.switched == [SupplySwitch(unit: 2, channel: 1, isClosed: false, house: 2)])
        #expect(try Self.ask(&stations, 2, state).words == [0] && Self.ask(&stations, 1, state).words == [1])
        #expect(!stations.model.houses[1].isSupplied && stations.model.houses[0].isSupplied)
        // Function 6 is not understood, and the energy registers take no write.
        guard case .exception = try Self.ask(&stations, 2, .writeSingleRegister(address: 26, value: 1)),
            case .exception = try Self.ask(&stations, 2, .writeRegisters(address: 0, values: [0, 0]))
        else {
            Issue.record("the meter took a write that it does not take")
            return
        }
        #expect(try Self.ask(&stations, 2, .readHoldingRegisters(address: 10, count: 2)).words?.count == 2)
    }

    @Test func `what the profile does not have is refused as a device refuses it`() throws {
        var stations = try Self.neighbourhood()
        func exception(_ unit: UInt8, _ request: ModbusRequest) throws -> UInt8? {
            guard case .exception(_, let exception) = try Self.ask(&stations, unit, request) else { return nil }
            return exception.code
        }
        #expect(try exception(1, .readInputRegisters(address: 0, count: 2)) == nil)
        #expect(try exception(1, .readInputRegisters(address: 0, count: 80)) == nil, "gaps inside read as 0")
        #expect(try exception(1, .readInputRegisters(address: 100, count: 2)) == 2)
        #expect(try exception(1, .readInputRegisters(address: 78, count: 4)) == 2)
        #expect(try exception(1, .readInputRegisters(address: 73, count: 2)) == 2, "halves of two values")
        #expect(try exception(1, .readInputRegisters(address: 0, count: 82)) == 3, "more than the block limit")
        #expect(try exception(1, .readCoils(address: 0, count: 1)) == 1)
        #expect(try exception(1, .writeSingleCoil(address: 0, value: 0)) == 1)
        #expect(try exception(1, .writeSingleRegister(address: 20, value: 7)) == 2, "half of a value")
        #expect(try exception(201, .readCoils(address: 0, count: 8)) == nil)
        #expect(try exception(201, .readCoils(address: 4, count: 8)) == 2)
        #expect(try exception(201, .writeSingleCoil(address: 8, value: 0)) == 2)
        #expect(try exception(201, .writeSingleCoil(address: 0, value: 0x5500)) == 3, "a toggle command")
        #expect(try exception(201, .writeSingleRegister(address: 0, value: 0)) == 1)
        #expect(try exception(1, .reportServerID) == 1)
        #expect(stations.answer(unit: 1, pdu: [0x64, 1]).answer == [0xe4, 1])
        #expect(stations.answer(unit: 1, pdu: [4, 0, 0, 0, 0]).answer == [0x84, 3])
        #expect(stations.answer(unit: 1, pdu: []).answer == nil)
        #expect(stations.answer(unit: 77, pdu: [4, 0, 0, 0, 2]).answer == nil)
    }

    @Test func `a simulated device is what its profile identifies`() throws {
        for profile in try Repository.catalog().profiles where !profile.identification.isEmpty {
            var stations = try Self.stations(
                "lines: [{name: a, link: a, transformer: {unit: 9, profile: \(profile.name)}}]")
            for check in profile.identification {
                let field = try #require(profile.field(named: check.field))
                let function = try #require(ModbusFunction(rawValue: field.table.readFunction))
                let request = try #require(
                    ModbusRequest(reading: function, address: field.address, count: field.registerCount))
                let words = try #require(try Self.ask(&stations, 9, request).words)
                #expect(check.accepts(field.decode(words)), "\(profile.name) \(field.name)")
            }
        }
    }

    @Test func `a relay command switches the house behind the channel and reads back`() throws {
        var stations = try Self.neighbourhood()
        let open = ModbusRequest.writeSingleCoil(address: 0, value: 0)
        let outcome = stations.answer(unit: 202, pdu: try open.encoded())
        #expect(outcome.switched == [SupplySwitch(unit: 202, channel: 1, isClosed: false, house: 9)])
        #expect(try outcome.answer == open.encoded())
        #expect(stations.model.houses.filter { !$0.isSupplied }.map(\.unit) == [9])
        let coils = try Self.ask(&stations, 202, .readCoils(address: 0, count: 8))
        #expect(coils == .coils([false, true, true, true, true, true, true, true]))
        let close = ModbusRequest.writeCoils(address: 0, values: [true, false])
        #expect(stations.answer(unit: 202, pdu: try close.encoded()).switched.map(\.isClosed) == [true, false])
        #expect(stations.model.houses.filter { !$0.isSupplied }.map(\.unit) == [10])
    }

    @Test func `a module with its own encodings is read back by them`() throws {
        var stations = try StationSet(
            line: Repository.scene("one-house.yaml").lines[0], scene: Repository.scene("one-house.yaml"),
            start: Self.start, profiles: Repository.catalog())
        #expect(try Self.ask(&stations, 2, .readHoldingRegisters(address: 1, count: 1)) == .holdingRegisters([1]))
        _ = try Self.ask(&stations, 2, .writeSingleRegister(address: 1, value: 0x0200))
        #expect(try Self.ask(&stations, 2, .readHoldingRegisters(address: 1, count: 1)) == .holdingRegisters([0]))
        #expect(stations.model.houses.map(\.isSupplied) == [false])
        let toggled = try Self.ask(&stations, 2, .writeSingleRegister(address: 1, value: 0x0300))
        #expect(toggled == .exception(function: 6, .illegalDataValue))
    }

    @Test func `a broadcast is carried out by all and answered by none`() throws {
        var stations = try Self.neighbourhood()
        let outcome = stations.answer(unit: 0, pdu: try ModbusRequest.writeSingleCoil(address: 0, value: 0).encoded())
        #expect(outcome.answer == nil)
        #expect(outcome.switched.map(\.house) == [1, 9])
    }

    @Test func `a dead unit is silent until it recovers`() throws {
        let scene = try Repository.scene("one-house.yaml")
        var stations = try StationSet(
            line: scene.lines[0], scene: scene, start: Self.start, profiles: Repository.catalog())
        let read = try ModbusRequest.readInputRegisters(address: 0, count: 2).encoded()
        let answers = ([59, 61, 69, 71] as [Int64]).map { minutes in
            _ = stations.advance(to: Self.start.adding(milliseconds: minutes * 60_000))
            return stations.answer(unit: 1, pdu: read).answer != nil
        }
        #expect(answers == [true, false, false, true])
    }

    @Test func `the same seed shows the same registers at the same chain time`() throws {
        let read = try ModbusRequest.readInputRegisters(address: 0, count: 80).encoded()
        let end = Self.start.adding(milliseconds: 5_000_000)
        var (one, other) = (try Self.neighbourhood(), try Self.neighbourhood())
        _ = one.advance(to: Self.start.adding(milliseconds: 1_234_567))
        _ = one.answer(unit: 3, pdu: read)
        _ = one.advance(to: end)
        _ = other.advance(to: end)
        for unit in Array(1...12) + [100] as [UInt8] {
            let answer = one.answer(unit: unit, pdu: read).answer
            #expect(answer != nil && answer == other.answer(unit: unit, pdu: read).answer)
        }
    }

    @Test func `random requests never crash and always have a well-formed answer`() throws {
        var stations = try Self.neighbourhood()
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20_000 {
            let unit = [0, 1, 12, 100, 201, 202, 250].randomElement(using: &random) ?? 1
            var pdu = (0..<Int.random(in: 0...12, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random)
            }
            if !pdu.isEmpty, Bool.random(using: &random) { pdu[0] = UInt8.random(in: 1...17, using: &random) }
            guard let answer = stations.answer(unit: UInt8(unit), pdu: pdu).answer else { continue }
            #expect(answer.count >= 2 && answer[0] & 0x7f == pdu[0] & 0x7f)
        }
    }

    @Test func `a scene that does not fit its profiles is refused with its place`() throws {
        func message(_ line: String) throws -> String {
            let error = try #require(throws: SimulationError.self) {
                try Self.stations("lines:\n- name: a\n  link: a\n  \(line)")
            }
            return error.description
        }
        #expect(try message("transformer: {unit: 1, profile: nothing}").contains("s.yaml:4:16: no profile `nothing`"))
        #expect(try message("transformer: {unit: 1, profile: waveshare-relay-8ch}").contains("not that of a meter"))
        #expect(try message("relay_modules: [{unit: 1, profile: eastron-sdm120}]").contains("not that of a relay"))
        let serial = try message("transformer: {unit: 1, profile: eastron-sdm120, serial: AB12}")
        #expect(serial.contains("s.yaml:4:16: unit 1 cannot show its serial number"))
        let channel = try message(
            """
            houses: [{unit: 1, profile: eastron-sdm120, phase: 1, daily_kwh: 1, relay: {module: 2, channel: 9}}]
              relay_modules: [{unit: 2, profile: waveshare-relay-8ch}]
            """)
        #expect(channel.contains("relay module 2 has no channel 9"))
    }
}
