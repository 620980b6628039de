import DeviceProfiles
import Metering
import ModbusProtocol
import Testing

@testable import Simulation

/// Taps, pumps and gates behind pulse counters.
@Suite struct FlowTests {
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 3_600_000

    private static func after(_ milliseconds: Int64) -> UTCTime {
        StationSetTests.start.adding(milliseconds: milliseconds)
    }

    /// A line with a main of 100 L a pulse at input 8, and what `outlets` has.
    private static func stations(_ outlets: String, main: String = "", events: String = "") throws -> StationSet {
        try StationSetTests.stations(
            """
            lines:
            - name: w
              link: w
              main: {counter: 10, input: 8, litres_per_pulse: 100, initial_pulses: 500\(main)}
              outlets:
            \(outlets.split(separator: "\n").map { "    - {\($0)}" }.joined(separator: "\n"))
              pulse_counters: [{unit: 10, profile: isma-sfar-s-8di8do}]
              relay_modules: [{unit: 200, profile: waveshare-relay-8ch}]
            \(events)
            """)
    }

    /// What the counter's register for an input shows.
    private static func pulses(_ stations: inout StationSet, input: UInt16) throws -> UInt32 {
        let request = ModbusRequest.readHoldingRegisters(address: 52 + 2 * (input - 1), count: 2)
        let words = try #require(try StationSetTests.ask(&stations, 10, request).words)
        return UInt32(words[1]) << 16 | UInt32(words[0])
    }

    private static func command(_ stations: inout StationSet, channel: UInt16, closed: Bool) throws {
        _ = try StationSetTests.ask(&stations, 200, .writeSingleCoil(address: channel - 1, value: closed ? 0xFF00 : 0))
    }

    @Test func `a day's litres come as pulses of the meter's weight`() throws {
        var stations = try Self.stations(
            "counter: 10, input: 1, daily_litres: 24000, litres_per_pulse: 10, initial_pulses: 700")
        #expect(try Self.pulses(&stations, input: 1) == 700)
        _ = stations.advance(to: Self.after(24 * Self.hour))
        let counted = Int(try Self.pulses(&stations, input: 1)) - 700
        // A quarter more or less by the noise, and a day evens most of it out.
        #expect((2100...2700).contains(counted), "\(counted)")
    }

    @Test func `the main counts what all outlets let through and what leaks, to the drop`() throws {
        var stations = try Self.stations(
            """
            counter: 10, input: 1, daily_litres: 9000, litres_per_pulse: 1
            counter: 10, input: 2, daily_litres: 31000.5, litres_per_pulse: 0.5, hours: [05:00-09:00, 17:00-22:00]
            """, main: ", leak_litres_per_hour: 36")
        for step in 1...50 { _ = stations.advance(to: Self.after(Int64(step) * 1_733_113)) }
        let flows = stations.flows
        let passed = flows.outlets.reduce(Int128(0)) { $0 + $1.register.thousandths(since: 0) }
        let main = try #require(flows.main)
        let leaked = Int128(36_000) * Int128(50 * 1_733_113) / Int128(Self.hour)
        // Each register keeps less than a thousandth to itself.
        #expect((main.thousandths(since: 500) - passed - leaked).magnitude <= 4)
        #expect(flows.outlets.allSatisfy { $0.register.pulses > 100 })
    }

    @Test func `the same scene counts the same, in whatever steps it is looked at`() throws {
        let outlets = "counter: 10, input: 1, daily_litres: 9000, litres_per_pulse: 1"
        var once = try Self.stations(outlets)
        var often = try Self.stations(outlets)
        _ = once.advance(to: Self.after(7 * Self.hour))
        for step in 1...420 { _ = often.advance(to: Self.after(Int64(step) * Self.minute)) }
        #expect(once.flows.outlets[0].register == often.flows.outlets[0].register)
        #expect(once.flows.main == often.flows.main)
    }

    @Test func `nothing flows behind a shut valve, and no trip is counted at a shut gate`() throws {
        var stations = try Self.stations(
            """
            counter: 10, input: 1, daily_litres: 96000, litres_per_pulse: 1, relay: {module: 200, channel: 1}
            counter: 10, input: 2, daily_trips: 4800, relay: {module: 200, channel: 2}
            counter: 10, input: 3, daily_litres: 96000, litres_per_pulse: 1
            """)
        _ = stations.advance(to: Self.after(Self.hour))
        for channel in [1, 2] as [UInt16] { try Self.command(&stations, channel: channel, closed: false) }
        let before = try (1...3).map { try Self.pulses(&stations, input: $0) }
        #expect(before.allSatisfy { $0 > 100 })
        _ = stations.advance(to: Self.after(3 * Self.hour))
        let shut = try (1...3).map { try Self.pulses(&stations, input: $0) }
        #expect(shut[0] == before[0] && shut[1] == before[1] && shut[2] > before[2])
        for channel in [1, 2] as [UInt16] { try Self.command(&stations, channel: channel, closed: true) }
        _ = stations.advance(to: Self.after(4 * Self.hour))
        let open = try (1...2).map { try Self.pulses(&stations, input: $0) }
        #expect(open[0] > shut[0] && open[1] > shut[1])
    }

    @Test func `a valve that does not shut lets through so much, and no more than is wanted`() throws {
        func outlet(_ number: Int, litres: Int) -> String {
            "counter: 10, input: \(number), daily_litres: \(litres), litres_per_pulse: 1, passing_shut_per_hour: 60, "
                + "relay: {module: 200, channel: \(number), closed: false}"
        }
        var stations = try Self.stations(outlet(1, litres: 96_000) + "\n" + outlet(2, litres: 240))
        _ = stations.advance(to: Self.after(10 * Self.hour))
        #expect(try Self.pulses(&stations, input: 1) == 600)
        #expect(try (75...125).contains(Self.pulses(&stations, input: 2)))
        #expect(throws: (any Error).self, "without a relay nothing shuts") {
            try Self.stations("counter: 10, input: 1, daily_trips: 9, passing_shut_per_hour: 1")
        }
    }

    @Test func `a command tells which outlet it moved, and a valve may be shut from the beginning`() throws {
        var stations = try Self.stations(
            "counter: 10, input: 4, daily_trips: 900, relay: {module: 200, channel: 3, closed: false}")
        _ = stations.advance(to: Self.after(Self.hour))
        #expect(try Self.pulses(&stations, input: 4) == 0)
        let close = ModbusRequest.writeSingleCoil(address: 2, value: 0xFF00)
        let switched = try stations.answer(unit: 200, pdu: close.encoded()).switched
        #expect(
            switched == [
                SupplySwitch(
                    unit: 200, channel: 3, isClosed: true, house: nil, outlet: .init(counter: 10, input: 4))
            ])
        let event = SimulationEvent(
            line: "w", time: StationSetTests.start, kind: .relayOperated(try #require(switched.first)))
        #expect(event.description.hasSuffix("relay 200 channel 3 closed, outlet at input 4 of 10"))
    }

    @Test func `a counter that is full goes on from 0`() throws {
        var stations = try Self.stations(
            "counter: 10, input: 1, daily_litres: 24000, litres_per_pulse: 1, initial_pulses: 4294967290")
        #expect(try Self.pulses(&stations, input: 1) == 4_294_967_290)
        _ = stations.advance(to: Self.after(Self.hour))
        let counted = stations.flows.outlets[0].register.pulses
        #expect(counted > 4_294_967_296)
        let shown = try Self.pulses(&stations, input: 1)
        #expect(Int64(shown) == counted - 4_294_967_296)
    }

    @Test func `an outlet is used in its hours alone, by the zone's clock`() throws {
        // Six in the morning, local time.
        var stations = try Self.stations(
            "counter: 10, input: 1, daily_litres: 12000, litres_per_pulse: 1, hours: [07:00-08:00, 09:30-10:00]")
        func counted(after minutes: Int64) throws -> UInt32 {
            _ = stations.advance(to: Self.after(minutes * Self.minute))
            return try Self.pulses(&stations, input: 1)
        }
        let counts = try [60, 120, 210, 240].map { try counted(after: $0) }
        #expect(counts[0] == 0)
        #expect((6000...10_000).contains(counts[1]), "two thirds of the day's litres")
        #expect(counts[2] == counts[1] && counts[3] > counts[1] + 3000)
    }

    @Test func `a leak is told, and runs past every outlet for its time`() throws {
        var stations = try Self.stations(
            "counter: 10, input: 1, daily_litres: 100, litres_per_pulse: 1",
            events: "events: [{leak: {line: w, litres_per_hour: 5000, from: +1h, to: +2h}}]")
        #expect(stations.nextEvent == Self.after(Self.hour))
        let changes = stations.advance(to: Self.after(4 * Self.hour)).map(\.change)
        #expect(
            changes == [.leakBegan(millilitresPerHour: 5_000_000), .leakEnded(millilitresPerHour: 5_000_000)])
        let main = try Self.pulses(&stations, input: 8)
        #expect((550...551).contains(main))
        #expect(stations.flows.leak == 0 && stations.nextEvent == nil)
    }

    @Test func `a profile that does not count pulses, and an input it does not have, are named`() throws {
        func failure(_ counter: String, input: Int) throws -> SimulationError {
            try #require(throws: SimulationError.self) {
                try StationSetTests.stations(
                    """
                    lines:
                    - name: w
                      link: w
                      outlets: [{counter: 10, input: \(input), daily_trips: 1}]
                      pulse_counters: [{unit: 10, profile: \(counter)}]
                    """)
            }
        }
        let input = try failure("isma-sfar-1m-4di", input: 5)
        #expect(input.description.hasPrefix("s.yaml:4:13: pulse counter 10 has no input 5."))
        let kind = try failure("eastron-sdm630", input: 1)
        #expect(kind.description.contains("profile `eastron-sdm630` is not that of a pulse counter."))
    }

    @Test func `the counter's own faults show in its registers`() throws {
        var stations = try Self.stations("counter: 10, input: 1, daily_trips: 10, initial_pulses: 77")
        let read = try ModbusRequest.readHoldingRegisters(address: 52, count: 2).encoded()
        let index = try #require(stations.stations.firstIndex { $0.device.unit == 10 })
        let sentinel = stations.answer(station: index, pdu: read, display: Display(showsSentinel: true)).answer
        #expect(sentinel == [3, 4, 0xFF, 0xFF, 0xFF, 0xFF])
        #expect(stations.answer(station: index, pdu: read).answer == [3, 4, 0, 77, 0, 0])
    }
}
