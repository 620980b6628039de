/// Where a feeder's readings come from, in the order of their times.
protocol FeederReadingSource {
    /// The next reading; nil at the end.
    mutating func next() throws(FileError) -> FeederReadingsFile.Row?

    /// That the reading which was returned last cannot be used.
    func error(_ problem: String, _ advice: String) -> FileError
}

extension FeederReadingsFile: FeederReadingSource {}
