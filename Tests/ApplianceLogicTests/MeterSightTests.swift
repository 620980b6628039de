import Enforcement
import FieldBus
import ModbusProtocol
import Testing

@testable import Appliance

@Suite("What a read shows of a meter in a pairing trial")
struct MeterSightTests {
    private static let place = BusPlace(bus: "line", port: "tty")

    @Test("only where nothing came twice is it silent; a refusal, damaged bytes and a lost port are not")
    func failures() {
        let silence = BusError.noAnswer(Self.place, waitedMilliseconds: 300)
        #expect(MeterSight(silence, before: MeterSight(silence, before: .silent)) == .silent)
        for error in [
            BusError.refused(Self.place, .illegalDataAddress), .damagedAnswer(Self.place, received: [1, 2]),
            .portLost(Self.place, code: 5), .stopped(Self.place),
        ] {
            #expect(MeterSight(error, before: .silent) == .unreadable)
            #expect(MeterSight(silence, before: MeterSight(error, before: .silent)) == .unreadable)
        }
    }
}
