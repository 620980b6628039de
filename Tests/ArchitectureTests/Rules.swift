/// What the code of a room may not do.
enum Rules {
    /// Waiting and looking at the clock are for edges; a pure room is told the time.
    static let impureWords: Set<String> = [
        "async", "await", "actor", "Task", "TaskGroup", "Date", "ContinuousClock", "SuspendingClock", "Thread",
        "SystemRandomNumberGenerator", "print", "FileManager",
    ]
    /// An unattended box does not stop on input, and does not block a thread of the pool.
    static let forbiddenWords: Set<String> = ["fatalError", "usleep", "nanosleep"]
    static let forbiddenText = ["try!", "as!", "Thread.sleep"]
    static let lines = 500

    /// What a source file does against its room's rules, in words.
    static func breaches(of room: House.Room, in text: String) -> [String] {
        let source = SourceText(text)
        let words = Set(source.words)
        var breaches: [String] = []
        let allowed = Set(room.imports + room.packages + (room.isPure ? [] : House.system))
        for module in source.imports where !allowed.contains(module) {
            breaches.append("\(room.name) may not import \(module)")
        }
        let forbidden = self.forbiddenWords.union(room.isPure ? self.impureWords : [])
        for word in forbidden.intersection(words).sorted() { breaches.append("\(word) in \(room.name)") }
        for text in self.forbiddenText where source.code.contains(text) { breaches.append("\(text) in \(room.name)") }
        let count = text.split(separator: "\n", omittingEmptySubsequences: false).count
        if count > self.lines + 1 { breaches.append("\(count) lines") }
        return breaches
    }
}
