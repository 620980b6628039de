import DeviceProfiles
import Metering
import ModbusProtocol

/// One round over the fields of a device that are due: reads to make, and what they brought.
final class Sweep {
    let device: Int
    let plan: SweepPlan
    let isBoundary: Bool
    private(set) var harvest: Harvest
    private var reads: [PlannedRead]
    /// How many of ``reads`` are behind us.
    private var position = 0
    private(set) var firstError: BusError?
    /// Reads that were refused in this sweep, and cut.
    var refused: [RefusedRead] = []
    /// How often the device asked to be left alone for a moment.
    var busyCount = 0
    /// Open questions of the same shape are waited for until then.
    var patientUntil = Int64.min
    /// Reads whose answers were damaged.
    private var damaged: [PlannedRead] = []

    init(device: Int, plan: SweepPlan, isBoundary: Bool) {
        self.device = device
        self.plan = plan
        self.isBoundary = isBoundary
        self.reads = plan.reads
        self.harvest = Harvest(plan.unread)
    }

    var isDone: Bool { self.position >= self.reads.count }

    /// The reads that are still to be made.
    var remaining: ArraySlice<PlannedRead> { self.reads[self.position...] }

    /// The next read to be made, which counts as made with this.
    func nextRead() -> PlannedRead? {
        guard !self.isDone else { return nil }
        self.position += 1
        return self.reads[self.position - 1]
    }

    /// As ``nextRead()``, for a read at another place of ``remaining``.
    func take(at index: Int) -> PlannedRead {
        self.reads.swapAt(self.position, index)
        self.position += 1
        return self.reads[self.position - 1]
    }

    /// Reads to be made before all others.
    func putFirst(_ reads: [PlannedRead]) {
        self.reads = reads + self.remaining
        self.position = 0
    }

    /// A read to be made after all others.
    func putLast(_ read: PlannedRead) { self.reads.append(read) }

    /// The answer to `read` was damaged; the first time, it is asked again.
    func mayAskAgain(_ read: PlannedRead) -> Bool {
        guard !self.isAskedAgain(read) else { return false }
        self.damaged.append(read)
        return true
    }

    /// The answer to `read` was damaged before.
    func isAskedAgain(_ read: PlannedRead) -> Bool { self.damaged.contains { $0 === read } }

    /// Nothing is read any more.
    func end() { self.position = self.reads.count }

    var firstAnswer: Int64? { self.harvest.answers.first?.times.firstByte }

    func answered(_ read: PlannedRead, _ answer: Line.Answer) {
        let times = Harvest.Times(
            asked: answer.askedNanoseconds, firstByte: answer.firstByteNanoseconds,
            complete: answer.completeNanoseconds)
        let words = answer.response.words ?? []
        let short = self.harvest.take(read, words, times)
        if !short.isEmpty { self.miss(short, "short answer", at: times.firstByte) }
    }

    func failed(_ read: PlannedRead, _ error: BusError, at moment: Int64) {
        self.failed(read.members.map(\.field), error, at: moment)
    }

    func failed(_ fields: [Int], _ error: BusError, at moment: Int64) {
        self.firstError = self.firstError ?? error
        self.miss(fields, error.description, at: moment)
    }

    func miss(_ fields: [Int], _ reason: String, at moment: Int64) {
        let number = self.harvest.add(reason, at: moment)
        for field in fields { self.harvest.results[field] = .missing(reason: number) }
    }

    /// Everything that is not read yet counts as missing.
    func abandon(_ reason: String, at moment: Int64) {
        self.end()
        let unread = self.harvest.results.indices.filter {
            if case .unread = self.harvest.results[$0] { true } else { false }
        }
        self.miss(unread, reason, at: moment)
    }

    /// The field's words came.
    func isRead(_ field: Int) -> Bool {
        if case .words = self.harvest.results[field] { true } else { false }
    }

    /// Places in the device's configuration of the fields that were not read.
    var missingFields: [Int] {
        self.harvest.results.indices.compactMap { index in
            self.isRead(index) ? nil : self.plan.polled[index]
        }
    }
}
