import Ledger

/// What readings take on the chain of a zone: the sizes of real records, over one submission of all boxes.
struct ChainBytes {
    /// Sizes of headers and certificates, boxes and their meters, and the blocks that take up one submission of each.
    let link: LinkBudget

    /// Bytes of one reading: its share of transactions, headers and certificates, those of heartbeats included.
    func ofReading(intervalsPerSubmission intervals: Int) throws -> Double {
        let seconds = Double(intervals) * LinkBudget.intervalSeconds
        let blocks = Double(self.link.blocksInInterval) + LinkBudget.emptyBlocks(in: seconds)
        let bytes =
            Double(self.link.boxes * (try self.submissionBytes(intervals)))
            + blocks * Double(self.link.headerBytes + self.link.certificateBytes)
        return bytes / Double(self.link.boxes * self.link.meters * intervals)
    }

    private func submissionBytes(_ intervals: Int) throws -> Int {
        var zone = try MeasuredZone(meters: self.link.meters)
        _ = zone.registry()
        _ = zone.readings()
        return zone.readings(intervals: intervals).encoded().count
    }
}
