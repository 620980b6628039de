import Foundation
import LossDetection

/// Transformers in place of houses, below a feeder.
extension FeederTopologyFile {
    func noTotal(_ house: Document.House, _ head: String) -> FileError {
        if house.ratedKva != nil {
            return FileError(
                self.file, "\(head) has registers by phase alone, and the phases of \(house.meterId) are not its own",
                "Read 1.8.0 of \(head); or write the vector_group of \(house.meterId) where it is Yyn0.")
        }
        return FileError(
            self.file, "\(house.meterId) is on three phases and has one register for them",
            "Read its registers 21.8.0, 41.8.0 and 61.8.0, or 1.8.0 of \(head).")
    }

    /// The first whose phases cannot be compared with those of the meter above.
    func houseThatMixesPhases(_ houses: [Document.House]) throws(FileError) -> Document.House? {
        var found: Document.House?
        for house in houses where try self.mixesPhases(house) { found = found ?? house }
        return found
    }

    /// Whether what is drawn from a phase behind a transformer is drawn from two in front of it, as with a winding in delta
    /// (IEC 60076-1); distribution transformers mostly have one. A feeder, which loses nothing in a transformer, has none.
    private func mixesPhases(_ house: Document.House) throws(FileError) -> Bool {
        guard house.ratedKva != nil else { return false }
        guard let group = house.vectorGroup else {
            return house.phase == "L123" && !(house.noLoadLossW == 0 && house.loadLossW == 0)
        }
        guard group.wholeMatch(of: /[YDZ]N?[ydz]n?(1[01]|[0-9])|Ii[06]/) != nil else {
            throw FileError(
                self.file, "\(house.meterId) has vector_group \"\(group)\"", "Vector groups look like Dyn11 or Yyn0.")
        }
        return group.wholeMatch(of: /YN?yn?0|Ii[06]/) == nil
    }

    func losses(_ house: Document.House) throws(FileError) -> TransformerLosses? {
        guard let rated = house.ratedKva else {
            guard house.noLoadLossW == nil, house.loadLossW == nil, house.vectorGroup == nil else {
                throw FileError(
                    self.file, "\(house.meterId) has the losses of a transformer and no rated_kva", "Add rated_kva.")
            }
            return nil
        }
        return TransformerLosses(ratedKVA: rated, noLoadWatts: house.noLoadLossW, loadWatts: house.loadLossW)
    }
}
