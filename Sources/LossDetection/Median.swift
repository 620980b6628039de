extension [Double] {
    /// The value that would stand in the middle if they were sorted (C. A. R. Hoare, *Algorithm 65: FIND*, 1961).
    var median: Double {
        var values = self
        let middle = values.count / 2
        return values.withUnsafeMutableBufferPointer { values in
            var (low, high) = (0, values.count - 1)
            while low < high {
                let pivot = values[(low + high) / 2]
                var (i, j) = (low, high)
                while i <= j {
                    while values[i] < pivot { i += 1 }
                    while values[j] > pivot { j -= 1 }
                    if i <= j {
                        values.swapAt(i, j)
                        (i, j) = (i + 1, j - 1)
                    }
                }
                if j < middle { low = i }
                if middle < i { high = j }
            }
            return values[middle]
        }
    }
}
