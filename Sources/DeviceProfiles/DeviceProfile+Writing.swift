extension DeviceProfile {
    /// Why `write` must not be made; nil where the profile allows it.
    ///
    /// Allowed are whole fields that are listed as writable, a relay channel with its own function and values, and the
    /// clock's setting command. Everything else is refused: a block write at the wrong place can erase a meter.
    public func refusal(of write: RegisterWrite) -> WriteRefusal? {
        guard let table = write.table else { return .functionNotWriting(write.function) }
        guard self.writeFunctions.contains(write.function) else {
            return .functionNotTaken(write.function, taken: self.writeFunctions)
        }
        let range = write.range
        let isSingle = write.function == 5 || write.function == 6
        guard !range.isEmpty, range.upperBound <= 0x1_0000, !isSingle || range.count == 1 else {
            return .impossibleRange(address: write.address, count: write.values.count)
        }
        if let hit = self.forbiddenHit(table, range) { return hit }
        if let channel = self.relay?.channels.first(where: { $0.table == table && range.contains(Int($0.address)) }) {
            return channel.accepts(write) ? nil : .notARelayCommand(channel: channel.number)
        }
        if let clock, clock.accepts(write) { return nil }
        return self.fieldRefusal(table, range)
    }

    /// True where these registers, and only they, may be written: whole fields that the profile lists as writable, or
    /// one relay channel.
    public func isWritable(table: RegisterTable, address: UInt16, count: Int) -> Bool {
        guard count > 0, Int(address) + count <= 0x1_0000 else { return false }
        let range = Int(address)..<Int(address) + count
        guard self.forbiddenHit(table, range) == nil else { return false }
        if count == 1, self.relay?.channels.contains(where: { $0.table == table && $0.address == address }) == true {
            return true
        }
        return self.fieldRefusal(table, range) == nil
    }

    private func forbiddenHit(_ table: RegisterTable, _ range: Range<Int>) -> WriteRefusal? {
        self.forbidden.first { $0.table == table && $0.range.overlaps(range) }.map {
            .forbidden(table: $0.table, range: $0.range, reason: $0.reason)
        }
    }

    private func fieldRefusal(_ table: RegisterTable, _ range: Range<Int>) -> WriteRefusal? {
        let touched = self.fields.filter { $0.table == table && $0.valueRange.overlaps(range) }
        for register in range {
            let owners = touched.filter { $0.valueRange.contains(register) }
            // A register of which other fields name bits must be writable in all of them.
            guard !owners.isEmpty, owners.allSatisfy({ $0.access == .readWrite }) else {
                return .notListed(table: table, address: register)
            }
        }
        return touched.first { $0.valueRange.clamped(to: range) != $0.valueRange }.map { .partOfField($0.name) }
    }
}

extension RelayChannel {
    fileprivate func accepts(_ write: RegisterWrite) -> Bool {
        write.function == self.writeFunction && write.address == self.address && write.values.count == 1
            && (write.values[0] == self.closeValue || write.values[0] == self.openValue)
    }
}
