// The most frequent words of a text, counted by four goroutines, and work for the garbage collector. Without `fmt`, so that it is
// 2 MB, of which 1.9 MB are Go's runtime.
package main

import (
	"bufio"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

type word struct {
	text  string
	count int
	lines []int
}

type line struct {
	number int
	text   string
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	lines := make(chan line, 8)
	results := make(chan map[string]*word)
	for range 4 {
		go count(lines, results)
	}
	total := 0
	for input.Scan() {
		total++
		lines <- line{total, input.Text()}
	}
	check(input.Err())
	close(lines)
	words := map[string]*word{}
	for range 4 {
		for text, part := range <-results {
			all := words[text]
			if all == nil {
				all = &word{text: text}
				words[text] = all
			}
			all.count += part.count
			all.lines = append(all.lines, part.lines...)
		}
	}
	list := make([]*word, 0, len(words))
	for _, w := range words {
		sort.Ints(w.lines)
		list = append(list, w)
	}
	sort.Slice(list, func(a, b int) bool {
		if list[a].count != list[b].count {
			return list[a].count > list[b].count
		}
		return list[a].text < list[b].text
	})
	out := bufio.NewWriter(os.Stdout)
	out.WriteString(strconv.Itoa(total) + " lines, " + strconv.Itoa(len(list)) + " words\n")
	for _, w := range list[:min(12, len(list))] {
		share := strconv.FormatFloat(100*float64(w.count)/float64(total), 'f', 2, 64)
		out.WriteString(w.text + " " + strconv.Itoa(w.count) + " " + share + " first in " + strconv.Itoa(w.lines[0]) + "\n")
	}
	out.WriteString("of twenty goroutines: " + strconv.FormatUint(sum(20), 10) + "\n")
	out.WriteString("recovered: " + recovered(list, -1) + "\n")
	_, err := strconv.Atoi("x1")
	out.WriteString(err.Error() + "\n")
	check(out.Flush())
	os.Exit(3)
}

// Words of the lines that come in, with the numbers of those lines.
func count(lines <-chan line, results chan<- map[string]*word) {
	words := map[string]*word{}
	for line := range lines {
		fields := strings.FieldsFunc(line.text, func(c rune) bool { return !unicode.IsLetter(c) })
		for _, field := range fields {
			text := strings.ToLower(field)
			if words[text] == nil {
				words[text] = &word{text: text}
			}
			words[text].count++
			words[text].lines = append(words[text].lines, line.number)
		}
	}
	results <- words
}

// Work for the garbage collector and a lock: numbers of lists that nobody keeps.
func sum(workers int) uint64 {
	var lock sync.Mutex
	var group sync.WaitGroup
	var all uint64
	for n := range workers {
		group.Go(func() {
			var mine uint64
			for i := range 2000 {
				garbage := make([]uint64, 500)
				garbage[i%500] = uint64(n * i)
				for _, x := range garbage {
					mine = mine*31 + x
				}
			}
			lock.Lock()
			defer lock.Unlock()
			all += mine
		})
	}
	group.Wait()
	return all
}

func recovered(list []*word, index int) (message string) {
	defer func() { message = recover().(error).Error() }()
	return list[index].text
}

func check(err error) {
	if err != nil {
		os.Stderr.WriteString("error: " + err.Error() + "\n")
		os.Exit(100)
	}
}
