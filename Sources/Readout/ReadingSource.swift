public import Metering

/// A line with meters on it, whatever they speak: a Modbus bus today; a DLMS/COSEM reader (IS 15959) can stand beside it.
///
/// Times are of the machine's monotonic clock, in nanoseconds. Fields have the names of the device's profile.
public protocol ReadingSource: Sendable {
    /// What the sweeps read, one sample for each. Bounded: a reader that is too slow loses the oldest. One reader.
    nonisolated var samples: AsyncStream<DeviceSample> { get }

    /// Hands over what people should hear of, in its order, until the source ends. One reader.
    nonisolated func notices(_ take: @Sendable (SourceNotice) async -> Void) async

    /// Polls by schedule until its task is cancelled; returns only once.
    func run() async

    /// Reads fields of a device, ahead of polling.
    ///
    /// - Throws: where nothing could be read, in the terms of the source; its description says what to do. Single absent
    ///   fields are `.missing` in the sample.
    nonisolated func read(device: String, fields: [String]) async throws -> DeviceSample

    /// Boundaries at `next` and every `period` nanoseconds from there: cumulative registers are read as soon as possible
    /// after each.
    nonisolated func setBoundaries(next: Int64, period: Int64)
}
