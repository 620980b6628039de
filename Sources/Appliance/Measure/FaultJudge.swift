import DeviceProfiles
import FieldBus
import Metering
import ModbusProtocol
import Platform
import Simulation

/// Compares every published value with what the simulated unit truly answered to the very question.
///
/// A reading is right where its unit has answered a request that ended between the reading's question and its end, and
/// has answered these words at these registers. An answer to an earlier question does not count, whatever it says.
final class FaultJudge: Sendable {
    struct Count: Hashable, Sendable {
        /// Valid readings from the end of the warm-up on, by unit.
        var good: [UInt8: Int] = [:]
        var wrong = 0
        /// What was wrong first, in words.
        var firstWrong: String?
        /// Longest time between two good readings of one unit.
        var longestGap: Int64 = 0
    }

    private struct State {
        var count = Count()
        var last: [UInt8: Int64] = [:]
    }

    private let world: any AnswerMemory
    private let devices: [String: BusDevice]
    private let from: Int64
    private let counted: Set<UInt8>?
    private let state = Guarded(State())

    init(_ world: any AnswerMemory, _ devices: [BusDevice], from: Int64, counted: Set<UInt8>?) {
        self.world = world
        self.devices = Dictionary(uniqueKeysWithValues: devices.map { ($0.name, $0) })
        self.from = from
        self.counted = counted
    }

    var count: Count { self.state.withLock { $0.count } }

    func take(_ sample: DeviceSample) {
        guard let device = self.devices[sample.device] else { return }
        var (good, wrong, firstWrong) = (0, 0, String?.none)
        for reading in sample.readings where reading.quality == .valid {
            if self.isTrue(reading, device) {
                good += 1
            } else {
                wrong += 1
                firstWrong = firstWrong ?? self.story(reading, device)
            }
        }
        let isCounted = self.counted?.contains(device.unit) ?? true
        let now = self.world.now
        self.state.withLock { state in
            state.count.wrong += wrong
            state.count.firstWrong = state.count.firstWrong ?? firstWrong
            guard isCounted, now >= self.from else { return }
            state.count.good[device.unit, default: 0] += good
            guard good > 0 else { return }
            if let last = state.last[device.unit] { state.count.longestGap = max(state.count.longestGap, now - last) }
            state.last[device.unit] = now
        }
    }

    private func isTrue(_ reading: Reading, _ device: BusDevice) -> Bool {
        guard let asked = reading.askedNanoseconds, let complete = reading.completeNanoseconds,
            let field = device.profile.field(named: reading.name)
        else { return false }
        return self.world.served(unit: device.unit, from: asked, to: complete).contains { served in
            guard let request = try? ModbusRequest(pdu: served.request), let address = request.address,
                request.function.rawValue == field.table.readFunction,
                let answer = try? ModbusResponse(pdu: served.answer, answering: request), let words = answer.words
            else { return false }
            let start = Int(field.address) - Int(address)
            let end = start + field.registerCount
            return start >= 0 && end <= words.count && Array(words[start..<end]) == reading.rawWords
        }
    }

    private func story(_ reading: Reading, _ device: BusDevice) -> String {
        let asked = reading.askedNanoseconds ?? 0
        let moment = Double(asked - self.world.beginning) / 1e9
        return "\(device.name) \(reading.name) = \(reading.value), words \(reading.rawWords), asked at \(moment) s"
    }
}
